import { SearchIndex, type SearchTable } from '../search/index.js';

/** Messages and given titles, each a document of its own, by which conversations are found. */
export const CONVERSATIONS_SEARCH: SearchTable = {
  name: 'conversations_search',
  document: 'document_id',
  subject: 'conversation_id',
};

/** The search index over conversations. */
export abstract class ConversationSearch extends SearchIndex {}
