export { findMatches, type MatchSource } from './find-matches.js';
export { sealableIndex } from './sealable-index.js';
export { openSearchIndex, provideSearchIndex, searchTables } from './search-index.provider.js';
export { type HideWord, SearchIndex, type SearchDocument, type SearchTable } from './search-index.js';
export { termsOf } from './terms-of.js';
