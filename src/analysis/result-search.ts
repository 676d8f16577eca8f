import { type SearchDocument, SearchIndex, type SearchTable } from '../search/index.js';
import type { Result } from './entities/result.entity.js';

/** Each result is one document: what was asked, and the answer. */
export const RESULTS_SEARCH: SearchTable = { name: 'results_search', document: 'result_id', subject: 'result_id' };

export function documentOf({ id, inputText, result }: Result): SearchDocument {
  return { id, subjectId: id, text: `${inputText}\n${result}` };
}

/** The search index over results. */
export abstract class ResultSearch extends SearchIndex {}
