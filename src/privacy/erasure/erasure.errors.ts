import { NotFoundError } from '../../common/index.js';

export class ErasureNotFoundError extends NotFoundError {
  constructor() {
    super('There is no erasure with this id.');
  }
}
