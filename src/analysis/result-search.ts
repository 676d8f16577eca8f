import { SearchIndex, type SearchTable } from '../search/index.js';

/** Each result is one document: what was asked, and the answer. */
export const RESULTS_SEARCH: SearchTable = { name: 'results_search', document: 'result_id', subject: 'result_id' };

/** The search index over results. */
export abstract class ResultSearch extends SearchIndex {}
