export { findMatches, type MatchSource } from './find-matches.js';
export { openSearchIndex } from './open-search-index.js';
export { SearchIndex, type SearchDocument, type SearchTable } from './search-index.js';
export { termsOf } from './terms-of.js';
