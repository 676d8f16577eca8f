import { NotFoundError } from '../common/index.js';

export class AuditRecordNotFoundError extends NotFoundError {
  constructor() {
    super('There is no audit record with this id; GET /audit lists the records. Reads are recorded within a second.');
  }
}
