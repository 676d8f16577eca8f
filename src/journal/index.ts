export { billedColumns, tokensUsed } from './billed-columns.js';
export { AnswerNotStoredYetError } from './journal.errors.js';
export { JournalModule } from './journal.module.js';
export { type JournalModuleOptions } from './journal.options.js';
export { type Answered, type AskOptions, type CallPurpose, JournalService } from './journal.service.js';
export { LeaseKeeper } from './lease-keeper.js';
