export { type LegalHold } from './entities/legal-hold.entity.js';
