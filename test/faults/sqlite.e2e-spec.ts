import Database from 'better-sqlite3';
import { DataSource } from 'typeorm';
import { UnitOfWork } from '../../src/database/index.js';
import { until, HANGS_MS } from '../support/rows.js';
import { type Service, startService } from '../support/service.js';
import { recordStatements } from '../support/statements.js';

declare const DIALECT: string;

/** Errors after which SQLite may roll back a transaction: https://sqlite.org/lang_transaction.html. */
const ENDED_BY_SQLITE = ['SQLITE_FULL', 'SQLITE_IOERR_WRITE', 'SQLITE_NOMEM', 'SQLITE_BUSY', 'SQLITE_INTERRUPT'];
/** Larger than the free pages of a new database. */
const LARGE = 'a word or two and '.repeat(10_000);

/** Only on SQLite: failures of the database file. */
(DIALECT === 'sqlite' ? describe : describe.skip)('SQLite', () => {
  let service: Service;
  let dataSource: DataSource;
  beforeEach(async () => {
    service = await startService();
    dataSource = service.app.get(DataSource);
  });
  afterEach(() => service.stop());

  const analyze = (text: string, more: object = {}) => service.analyze('alice', { text, ...more });
  const history = async (): Promise<string[]> => {
    const { body } = await service.call('GET', '/history/alice?limit=100').expect(200);
    return body.data.map(({ id }: { id: string }) => id);
  };

  describe('on a full disk', () => {
    async function fill(): Promise<void> {
      const [row] = await dataSource.query<{ page_count: number }[]>('PRAGMA page_count');
      await dataSource.query(`PRAGMA max_page_count = ${row?.page_count}`);
    }
    const makeSpace = () => dataSource.query('PRAGMA max_page_count = 4294967294');

    it('refuses writes, answers reads, and writes again as soon as there is space', async () => {
      const kept = [(await analyze('one').expect(201)).body.id];
      await fill();
      const refused = await Promise.all([1, 2, 3].map((n) => analyze(`${n} ${LARGE}`)));
      expect(refused.map(({ status, body }) => [status, body.code])).toEqual(
        Array(3).fill([503, 'database_unavailable']),
      );
      expect(refused.every(({ headers }) => Number(headers['retry-after']) > 0)).toBe(true);
      expect(await history()).toEqual(kept);
      await makeSpace();
      kept.push((await analyze('two').expect(201)).body.id);
      expect(await history()).toEqual(expect.arrayContaining(kept));
    });

    it('soon reports that a billed answer is not stored yet, and stores it once there is space', async () => {
      await service.claude.script([{ hold: 'full' }]);
      const asked = analyze(LARGE).then((answer) => answer);
      await until('Claude is asked', HANGS_MS, async () => (await service.claude.requests()).length === 1);
      await fill();
      await service.claude.release('full');
      const { body } = await asked;
      expect([body.status, body.code]).toEqual([503, 'database_unavailable']);
      await makeSpace();
      await until('it is stored', HANGS_MS, async () => (await history()).includes(body.result_id));
    });

    it('fails transactions of the host without affecting the next one of Reprise', async () => {
      await analyze('before it').expect(201);
      await dataSource.query('CREATE TABLE host_notes (text TEXT)');
      await fill();
      const note = (text: string) =>
        dataSource.transaction((db) => db.query('INSERT INTO host_notes VALUES (?)', [text]));
      await expect(note(LARGE)).rejects.toThrow('full');
      await makeSpace();
      const rolledBack = dataSource.transaction(() => Promise.reject(new Error('no')));
      await expect(rolledBack).rejects.toThrow('no');
      await analyze('after it').expect(201);
      await note('there is space');
      expect(await dataSource.query('SELECT * FROM host_notes')).toEqual([{ text: 'there is space' }]);
    });
  });

  describe('that rolls a transaction back by itself', () => {
    const endBySqlite = () => dataSource.query('ROLLBACK');
    const insert = (unit: UnitOfWork, n: number) => unit.write((db) => db.query('INSERT INTO numbers VALUES (?)', [n]));
    const numbers = () => dataSource.query('SELECT n FROM numbers ORDER BY n');

    it.each(ENDED_BY_SQLITE)('with %s begins a new one afterwards', async (code) => {
      const unit = service.app.get(UnitOfWork, { strict: false });
      await dataSource.query('CREATE TABLE numbers (n INTEGER)');
      const failing = unit.run(async () => {
        await insert(unit, 1);
        await endBySqlite();
        throw Object.assign(new Error('no'), { name: 'SqliteError', code });
      });
      await expect(failing).rejects.toMatchObject({ code: 'database_unavailable' });
      await unit.run(() => insert(unit, 2));
      expect(await numbers()).toEqual([{ n: 2 }]);
    });

    it('commits no later statement of the same transaction', async () => {
      const unit = service.app.get(UnitOfWork, { strict: false });
      await dataSource.query('CREATE TABLE numbers (n INTEGER)');
      const swallowing = unit.run(async () => {
        await insert(unit, 1);
        await endBySqlite();
        await insert(unit, 2).catch(() => undefined);
      });
      await expect(swallowing).rejects.toMatchObject({ code: 'database_unavailable' });
      expect(await numbers()).toEqual([]);
    });
  });

  describe('with the write lock held by another process', () => {
    let stranger: Database.Database;
    beforeEach(() => {
      stranger = new Database(service.database.url.replace('sqlite:', ''));
    });
    afterEach(() => stranger.close());

    it.each([
      ['the service’s own connection', 0],
      ['a host’s, which waits by itself', 5_000],
    ])('serves reads, and makes writes wait without blocking the event loop: on %s', async (_, timeout) => {
      await dataSource.query(`PRAGMA busy_timeout = ${timeout}`);
      const { body } = await analyze('one').expect(201);
      const statements = recordStatements(dataSource);
      stranger.exec('BEGIN IMMEDIATE');
      const waiting = [1, 2, 3].map((n) => analyze(`waits ${n}`).then((answer) => answer.status));
      await until(
        'one has tried again',
        HANGS_MS,
        () => statements.filter((text) => text === 'BEGIN IMMEDIATE').length > 1,
      );
      expect(await history()).toEqual([body.id]);
      await service.call('GET', '/health/live').expect(200);
      await service.call('GET', '/health/ready').expect(200);
      stranger.exec('COMMIT');
      expect(await Promise.all(waiting)).toEqual([201, 201, 201]);
    });

    it('refuses writes after five seconds, also those that wait behind other writes', async () => {
      stranger.exec('BEGIN IMMEDIATE');
      const answers = await Promise.all([1, 2, 3].map((n) => analyze(`waits ${n}`)));
      expect(answers.map(({ status, headers }) => [status, headers['retry-after']])).toEqual(Array(3).fill([503, '5']));
      stranger.exec('COMMIT');
      await analyze('free').expect(201);
    });
  });
});
