// Databases for the benchmarks, all made from templates: migrated, with an API key, and with as many rows as asked for.
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { createKey } from './program.mjs';

const { startPostgres } = createRequire(import.meta.url)('../../test/support/postgres-server.cjs');

export class Databases {
  static async open() {
    const postgres = await startPostgres();
    const admin = new pg.Client({ connectionString: postgres.url });
    await admin.connect();
    return new Databases(postgres, admin);
  }

  folder = mkdtempSync(join(tmpdir(), 'reprise-bench-'));
  #postgres;
  #admin;
  #templates = new Map();
  #made = 0;

  constructor(postgres, admin) {
    this.#postgres = postgres;
    this.#admin = admin;
  }

  get postgresVersion() {
    return this.#postgres.version;
  }

  /** `undefined` where it is somebody else's. */
  get postgresPid() {
    return this.#postgres.pid;
  }

  /**
   * @param dialect `Postgres` or `SQLite`
   * @param fill what makes the template, once for each name: it is given the address of an empty database
   * @returns the address of a database of its own, and what lets a request in
   */
  async copy(dialect, name = 'empty', fill = () => undefined) {
    const key = `${dialect} ${name}`;
    if (!this.#templates.has(key)) this.#templates.set(key, await this.make(dialect, fill));
    const template = this.#templates.get(key);
    return { url: await this.#create(dialect, template.url), headers: template.headers };
  }

  /** The same for one that is needed once. */
  async make(dialect, fill) {
    const url = await this.#create(dialect, null);
    await fill(url);
    return { url, headers: createKey(url) };
  }

  async stop() {
    await this.#admin.end();
    await this.#postgres.stop();
    rmSync(this.folder, { recursive: true });
  }

  async #create(dialect, template) {
    const name = `bench_${(this.#made += 1)}`;
    if (dialect === 'SQLite') {
      const file = join(this.folder, `${name}.db`);
      if (template !== null) copyFileSync(template.slice('sqlite:'.length), file);
      return `sqlite:${file}`;
    }
    const source = template === null ? '' : ` TEMPLATE ${new URL(template).pathname.slice(1)} STRATEGY FILE_COPY`;
    await this.#admin.query(`CREATE DATABASE ${name}${source}`);
    const url = new URL(this.#postgres.url);
    url.pathname = name;
    return url.href;
  }
}
