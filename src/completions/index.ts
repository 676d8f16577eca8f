export type {
  Answer,
  Completion,
  Completed,
  Exchange,
  HostEvent,
  Plan,
  Recalled,
  Repeats,
  Replay,
  Running,
  StoredAnswer,
} from './completion.js';
export { IdempotencyKeyReusedError } from './completions.errors.js';
export { CompletionsModule } from './completions.module.js';
export { CompletionsService } from './completions.service.js';
export { ExchangeService } from './exchange.service.js';
export { IdempotencyService, REMEMBER_MS } from './idempotency.service.js';
