import { NotFoundError } from '../common/index.js';

export class AuditRecordNotFoundError extends NotFoundError {
  constructor() {
    super('There is no such audit record; GET /audit lists the ones there are. A read is recorded within a second.');
  }
}
