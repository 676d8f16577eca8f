import type { IndexPlace, SealableIndex } from '../encryption/index.js';
import { openSearchIndex } from './search-index.provider.js';
import type { SearchDocument, SearchIndex, SearchTable } from './search-index.js';

/** Updates a search index when rows are sealed. @param documentOf the document of a row; `null` if it has none */
export function sealableIndex<Row>(
  table: SearchTable,
  documentOf: (row: Row) => SearchDocument | null,
): SealableIndex<Row> {
  const indexAt = ({ dialect, tablePrefix }: IndexPlace): SearchIndex =>
    openSearchIndex(dialect, { ...table, name: tablePrefix + table.name });
  return {
    async reindex(db, place, rows, key) {
      const index = indexAt(place);
      const documents = rows.flatMap((row) => documentOf(row) ?? []);
      for (const { id } of documents) await index.remove(db, id);
      await index.index(db, key.owner, documents, key.hide);
    },
    scrub: (db, place, step) => indexAt(place).scrub(db, step),
  };
}
