export { AdmissionService } from './admission.service.js';
export { billedColumns, tokensUsed } from './billed-columns.js';
export { AnswerNotStoredYetError } from './journal.errors.js';
export { JournalSpend } from './journal-spend.js';
export { JournalModule } from './journal.module.js';
export { type JournalModuleOptions } from './journal.options.js';
export { type Answered, type AskOptions, type CallPurpose, JournalService } from './journal.service.js';
export { LeaseKeeper } from './lease-keeper.js';
