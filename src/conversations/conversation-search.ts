import { type SearchDocument, SearchIndex, type SearchTable } from '../search/index.js';
import type { Conversation } from './entities/conversation.entity.js';
import type { Message } from './entities/message.entity.js';

/** Messages and given titles, each a document of its own, by which conversations are found. */
export const CONVERSATIONS_SEARCH: SearchTable = {
  name: 'conversations_search',
  document: 'document_id',
  subject: 'conversation_id',
};

export function titleDocument({ id, title }: Pick<Conversation, 'id' | 'title'>): SearchDocument | null {
  return title === null ? null : { id, subjectId: id, text: title };
}

/** A summary says nothing that the messages it stands for did not. */
export function messageDocument({ id, conversationId, role, text }: Message): SearchDocument | null {
  return role === 'summary' ? null : { id, subjectId: conversationId, text };
}

/** The search index over conversations. */
export abstract class ConversationSearch extends SearchIndex {}
