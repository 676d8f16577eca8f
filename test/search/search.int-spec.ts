import { createHmac, randomUUID } from 'node:crypto';
import type { DataSource } from 'typeorm';
import { serviceDataSourceOptions } from '../../src/app/data-source-options.js';
import { openDataSource, UnitOfWork } from '../../src/database/index.js';
import {
  openSearchIndex,
  type SearchDocument,
  type SearchIndex,
  type SearchTable,
  termsOf,
} from '../../src/search/index.js';
import { createDatabase, type TestDatabase } from '../support/database.js';
import { longestTurn } from '../support/event-loop.js';

const ANN = { tenantId: 'default', userId: 'ann' };
const BEN = { tenantId: 'default', userId: 'ben' };
/** Shelves, found by each of their books. */
const SHELVES: SearchTable = { name: 'shelves_search', document: 'book_id', subject: 'shelf_id' };

/** 200,000 characters each, of a kind that is dear to fold or to cut into words. */
const LONG_TEXTS = {
  'combining marks': '\u0323\u0301'.repeat(100_000),
  'ideographs, all pairs of them different': Array.from({ length: 200_000 }, (_, n) => ideograph(n * 7919)).join(''),
  'ligatures of eighteen letters': '\ufdfa'.repeat(200_000),
  'Korean letters': '\u1112\u1161\u11ab'.repeat(66_667),
  'words, all of them different': Array.from({ length: 50_000 }, (_, n) => n.toString(36)).join(' '),
  'letters without a space': 'a'.repeat(200_000),
};

let database: TestDatabase;
let dataSource: DataSource;
let unitOfWork: UnitOfWork;
let index: SearchIndex;

beforeAll(async () => {
  database = await createDatabase({ isEmpty: true });
  const options = serviceDataSourceOptions(database.url);
  if (!options) throw new Error(`${database.url} names no database`);
  dataSource = await openDataSource(options, true);
  unitOfWork = new UnitOfWork(dataSource);
  index = openSearchIndex(database.dialect, SHELVES);
  for (const statement of TABLES[database.dialect]) await dataSource.query(statement);
});
afterEach(async () => {
  await dataSource.query('DELETE FROM shelves_search');
  if (database.dialect === 'sqlite') await dataSource.query('DELETE FROM shelves_search_docs');
});
afterAll(async () => {
  await dataSource.destroy();
  await database.drop();
});

describe('an index of subjects that have many documents', () => {
  it('finds a subject once, by each of its documents', async () => {
    await add(book('1', 'A', 'The Red fox'), book('2', 'A', 'another red fox'), book('3', 'B', 'a red herring'));
    expect(await few('red')).toEqual(['A', 'B']);
    expect(await few('fox')).toEqual(['A']);
    expect(await among('red', ['A', 'B', 'C'])).toEqual(['A', 'B']);
    expect(await among('red', ['B'])).toEqual(['B']);
    expect(await among('fox', ['B', 'A', 'A'])).toEqual(['A']);
    expect(await among('red', [])).toEqual([]);
  });

  it('finds no subject by words of which no document has all', async () => {
    await add(book('1', 'A', 'red'), book('2', 'A', 'fox'));
    expect(await few('red fox')).toEqual([]);
    expect(await among('red fox', ['A'])).toEqual([]);
  });

  it('finds nothing of another owner', async () => {
    await add(book('1', 'A', 'red'));
    await unitOfWork.run(() => unitOfWork.write((db) => index.index(db, BEN, [book('2', 'B', 'red')])));
    expect(await few('red')).toEqual(['A']);
    expect(await among('red', ['A', 'B'])).toEqual(['A']);
  });

  it('counts documents where it says that there are too many', async () => {
    await add(book('1', 'A', 'red'), book('2', 'A', 'red'), book('3', 'B', 'red'));
    expect(await few('red', 3)).toEqual(['A', 'B']);
    expect(await few('red', 2)).toBeNull();
  });

  it('takes any number of documents at once, none among them', async () => {
    const books = Array.from({ length: 333 }, (_, n) => book(randomUUID(), `${n % 7}`, `book number${n}`));
    await add(...books);
    await add();
    expect(await few('book', 333)).toEqual(['0', '1', '2', '3', '4', '5', '6']);
    for (const n of [0, 99, 100, 101, 199, 200, 332]) expect(await few(`number${n}`)).toEqual([`${n % 7}`]);
  });

  it.each(Object.entries(LONG_TEXTS))(
    'takes a text of 200,000 %s without holding up the process',
    async (_name, long) => {
      const hide = (word: string) => createHmac('sha256', 'key').update(word).digest().readBigUInt64BE().toString(36);
      const turn = await longestTurn(async () => {
        for (const hidden of [undefined, hide]) {
          const document = book(randomUUID(), 'A', `start ${long} red`);
          await unitOfWork.run(() => unitOfWork.write((db) => index.index(db, ANN, [document], hidden)));
        }
      });
      expect(turn).toBeLessThan(50);
      expect(await few('start')).toEqual(['A']);
    },
  );

  it('takes words that are cut in the middle of a pair of surrogates', async () => {
    await add(book('1', 'A', `a${'𐌰'.repeat(40)}`));
    expect(await few(`a${'𐌰'.repeat(40)}`)).toEqual(['A']);
  });

  it('takes out one document, or all of a subject, and leaves the others', async () => {
    await add(book('1', 'A', 'red'), book('2', 'A', 'red fox'), book('3', 'B', 'red'), book('4', 'B', 'red fox'));
    await unitOfWork.run(() => unitOfWork.write((db) => index.remove(db, '2')));
    expect([await few('red'), await few('fox')]).toEqual([['A', 'B'], ['B']]);
    await unitOfWork.run(() => unitOfWork.write((db) => index.removeAll(db, 'B')));
    expect([await few('red'), await few('fox')]).toEqual([['A'], []]);
    await unitOfWork.run(() => unitOfWork.write((db) => index.removeAll(db, 'nobody')));
    expect(await rows()).toEqual(['1']);
    // The id is free again.
    await add(book('2', 'C', 'fox'));
    expect(await few('fox')).toEqual(['C']);
  });
});

function ideograph(n: number): string {
  return String.fromCodePoint(0x20000 + (n % 40_000));
}

function book(id: string, subjectId: string, text: string): SearchDocument {
  return { id, subjectId, text };
}

function add(...documents: SearchDocument[]): Promise<void> {
  return unitOfWork.run(() => unitOfWork.write((db) => index.index(db, ANN, documents)));
}

async function few(q: string, most = 10): Promise<string[] | null> {
  const found = await unitOfWork.read((db) => index.findFew(db, ANN, termsOf(q), most));
  return found && found.sort();
}

async function among(q: string, subjectIds: string[]): Promise<string[]> {
  return (await unitOfWork.read((db) => index.findAmong(db, ANN, termsOf(q), subjectIds))).sort();
}

async function rows(): Promise<string[]> {
  const table = database.dialect === 'sqlite' ? 'shelves_search_docs' : 'shelves_search';
  const found = await dataSource.query<{ id: string }[]>(`SELECT book_id AS id FROM ${table} ORDER BY book_id`);
  return found.map(({ id }) => id);
}

/** As a module's migration makes them. */
const TABLES = {
  postgres: [
    `CREATE TABLE shelves_search (
       book_id varchar(36) PRIMARY KEY, shelf_id varchar(36) NOT NULL, terms tsvector NOT NULL)`,
    'CREATE INDEX idx_shelves_search_terms ON shelves_search USING gin (terms)',
    'CREATE INDEX idx_shelves_search_shelf ON shelves_search (shelf_id)',
  ],
  sqlite: [
    `CREATE TABLE shelves_search_docs (
       doc_id integer PRIMARY KEY AUTOINCREMENT, book_id varchar(36) NOT NULL UNIQUE, shelf_id varchar(36) NOT NULL)`,
    'CREATE INDEX idx_shelves_search_shelf ON shelves_search_docs (shelf_id)',
    `CREATE VIRTUAL TABLE shelves_search USING fts5(
       terms, tokenize = 'ascii', content = '', contentless_delete = 1, detail = none)`,
  ],
};
