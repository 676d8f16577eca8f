import { mkdirSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import type { DataSourceOptions } from 'typeorm';
import { Client } from 'pg';
import { serviceDataSourceOptions } from '../../src/app/data-source-options.js';
import { openDataSource } from '../../src/database/index.js';
import { reprise } from '../support/cli.js';
import { createDatabase, type TestDatabase } from '../support/database.js';
import { onServer } from '../support/kept/templates.js';

declare const DIALECT: 'sqlite' | 'postgres';

describe('a database that Reprise cannot work on', () => {
  let database: TestDatabase;
  beforeEach(async () => void (database = await createDatabase()));
  afterEach(() => database.drop());

  /** What a start says, and what the doctor does. */
  async function refusalOf(url: string): Promise<string> {
    const start = openDataSource(serviceDataSourceOptions(url) as DataSourceOptions, true);
    const { message } = await start.then(
      () => new Error('it started'),
      (error: Error) => error,
    );
    const { stdout } = await reprise({ DATABASE_URL: url }, 'doctor');
    expect(stdout).toContain(`DATABASE_URL names ${message}`);
    return message;
  }
  const fileOf = ({ url }: TestDatabase) => url.replace('sqlite:', '');

  (DIALECT === 'sqlite' ? describe : describe.skip)('on SQLite, is refused at the start', () => {
    it('where it is read only', async () => {
      // The file says of itself that nothing may be written (https://sqlite.org/fileformat.html, 1.3.3): also root may not.
      writeSync(openSync(fileOf(database), 'r+'), Buffer.from([3]), 0, 1, 18);
      expect(await refusalOf(database.url)).toBe(
        `${fileOf(database)}, which takes no writes: let the service write the file and its folder`,
      );
    });

    it('where it is a folder, or in a place that is none', async () => {
      const folder = `${fileOf(database)}.d`;
      mkdirSync(folder);
      expect(await refusalOf(`sqlite:${folder}`)).toMatch(`${folder}, which cannot be opened (SQLITE_CANTOPEN): name`);
      const inside = `${fileOf(database)}/reprise.db`;
      expect(await refusalOf(`sqlite:${inside}`)).toMatch(`${inside}, which cannot be opened (`);
    });

    it('where it is no database', async () => {
      const file = `${dirname(fileOf(database))}/notes.txt`;
      writeFileSync(file, 'not a database, and long enough to be none'.repeat(100));
      expect(await refusalOf(`sqlite:${file}`)).toMatch(`${file}, which is no SQLite database`);
    });
  });

  (DIALECT === 'postgres' ? describe : describe.skip)('on PostgreSQL, is refused at the start', () => {
    const name = () => new URL(database.url).pathname.slice(1);

    it('where it takes no writes', async () => {
      await onServer(`ALTER DATABASE ${name()} SET default_transaction_read_only = on`);
      expect(await refusalOf(database.url)).toMatch(/which takes no writes: set default_transaction_read_only to off/);
    });

    it('where it has not every character', async () => {
      await database.drop();
      await onServer(
        `CREATE DATABASE ${name()} ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C' LOCALE_PROVIDER libc TEMPLATE template0`,
      );
      expect(await refusalOf(database.url)).toMatch(/whose encoding LATIN1 has not every character: .*ENCODING 'UTF8'/);
    });

    it('and is used in the schema that the address says', async () => {
      const client = new Client({ connectionString: database.url });
      await client.connect();
      await client.query('CREATE SCHEMA app');
      const options = serviceDataSourceOptions(`${database.url}?options=-csearch_path%3Dapp`);
      await (await openDataSource(options as DataSourceOptions, true)).destroy();
      const { rows } = await client.query("SELECT 1 FROM pg_tables WHERE schemaname = 'app' AND tablename = 'results'");
      await client.end();
      expect(rows).toHaveLength(1);
    });
  });
});
