import { MetadataField } from '../../http/index.js';
import type { ContextPolicy } from '../entities/conversation.entity.js';
import { ContextField, TitleField } from './conversation-fields.js';

/** What is not there stays as it is. */
export class ChangeConversationRequest {
  @TitleField('A new title.')
  readonly title?: string;

  @ContextField()
  readonly context?: ContextPolicy;

  @MetadataField()
  readonly metadata?: Record<string, string>;
}
