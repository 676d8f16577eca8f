import { Result } from '../analysis/entities/result.entity.js';
import { Claim } from '../claims/entities/claim.entity.js';
import { Conversation } from '../conversations/entities/conversation.entity.js';
import { Message } from '../conversations/entities/message.entity.js';
import { Call } from '../journal/entities/call.entity.js';

/** Every table of Reprise, by value, for the DataSource of the service or of a host. */
export const REPRISE_ENTITIES = [Result, Call, Claim, Conversation, Message] as const;
