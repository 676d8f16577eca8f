import { AppError, NotFoundError, ValidationFailedError } from '../common/index.js';
import type { Conversation } from './entities/conversation.entity.js';

const RETRY_AFTER_SECONDS = 5;

export class ConversationNotFoundError extends NotFoundError {
  constructor() {
    super(
      'There is no such conversation. It may have been deleted; GET /conversations?user_id= lists the ones there are.',
    );
  }
}

/** @throws ConversationNotFoundError also for a conversation of another user */
export function existing(found: Conversation | null): Conversation {
  if (!found) throw new ConversationNotFoundError();
  return found;
}

export class MessageNotFoundError extends NotFoundError {
  constructor() {
    super('There is no such message in this conversation; GET /conversations/{id}/messages?view=tree lists them all.');
  }
}

/** Another request is writing to the conversation: two concurrent answers would not see each other. */
export class ConversationBusyError extends AppError {
  readonly code = 'conversation_busy';
  readonly kind = 'conflict';
  readonly title = 'The conversation is busy';

  constructor() {
    super(
      'Another message of this conversation is being answered. Try again after the time named in Retry-After, or send "wait": true to wait for your turn.',
      { retryAfterSeconds: RETRY_AFTER_SECONDS },
    );
  }
}

/** Nothing was sent, and nothing billed. */
export class ContextWindowExceededError extends AppError {
  readonly code = 'context_window_exceeded';
  readonly kind = 'unprocessable';
  readonly title = 'The conversation does not fit the context window';

  /** @param tokens estimated from what Claude counted for the last answer, room for the new answer included */
  constructor(tokens: number, window: number, model: string) {
    super(
      `The conversation, this message and its answer would take about ${tokens} tokens; ${model} reads ${window}. Nothing was sent. ` +
        'Ask for a smaller max_tokens, go on from an earlier message (parent_id), or let older turns go: PATCH the conversation with "context": "trim" or "summarise".',
    );
  }
}

export class MessageRefusedError extends AppError {
  readonly code = 'refused';
  readonly kind = 'unprocessable';
  readonly title = 'Claude declined to answer';

  constructor(messageId: string, requestId: string | null) {
    super(
      `Claude declined to answer this message. What it said is stored as message ${messageId}; the conversation goes on from before it.`,
      { messageId, requestId },
    );
  }
}

/** Nothing was sent, and nothing billed. */
export class ToolResultMissingError extends ValidationFailedError {
  constructor(messageId: string) {
    const message =
      `must not lead through the answer ${messageId}, which asks for the result of a tool: Claude takes it only with one, and ` +
      'there is none. Regenerate that answer, or name an earlier one';
    super(`parent_id ${message}.`, { messageId, errors: [{ field: 'parent_id', message }] });
  }
}
