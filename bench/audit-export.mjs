// What the export and the verification of an audit trail of 1,000,000 records take: time, bytes, and the resident memory of
// the service meanwhile, on SQLite and on PostgreSQL. `npm run bench:audit-export` after a build.
import 'reflect-metadata';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openForFilling } from './support/fill.mjs';
import { residentKb } from './support/process-usage.mjs';
import { startClaude, startService } from './support/program.mjs';

const require = createRequire(import.meta.url);
const { startPostgres } = require('../test/support/postgres-server.cjs');
const { personDigest } = require('../dist/audit/chain/leaf.js');
const { nextSeal } = require('../dist/audit/chain/next-seal.js');
const { SealSigner } = require('../dist/audit/chain/signing.js');
const SIZES = [10_000, Number(process.env.RECORDS ?? 1_000_000)];
const SEALED_AT_ONCE = 500;
const SALT = '0f'.repeat(16);
const MIB = 1024 * 1024;

const claude = await startClaude({});
const folder = mkdtempSync(join(tmpdir(), 'reprise-bench-'));
const keyFile = join(folder, 'key.pem');
const pem = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' });
writeFileSync(keyFile, pem);
process.stdout.write(
  '| database | records | what | MiB | seconds | resident before, MiB | each tenth of the time, MiB |\n',
);
process.stdout.write('| --- | ---: | --- | ---: | ---: | ---: | --- |\n');
for (const size of SIZES) {
  await measure('SQLite', size, { url: `sqlite:${join(folder, `${size}.db`)}`, stop: () => undefined });
  await measure('PostgreSQL', size, await startPostgres());
}
await claude.stop();
rmSync(folder, { recursive: true });

async function measure(name, size, database) {
  await fill(database.url, size);
  const service = await startService(database.url, claude.url, { AUDIT_SIGNING_KEY_FILE: keyFile });
  for (const what of ['export', 'verify']) {
    const before = resident(service.pid);
    const samples = [];
    const timer = setInterval(() => samples.push(resident(service.pid)), 50);
    const start = performance.now();
    const { bytes, end } = await read(`${service.url}/audit/${what}`);
    const seconds = (performance.now() - start) / 1_000;
    clearInterval(timer);
    const count = what === 'export' ? end.counts.record : end.valid && end.checked;
    if (!(count >= size)) throw new Error(`${what} of ${name} has ${count} records`);
    const tenths = Array.from({ length: 10 }, (_, n) => samples[Math.floor((n * samples.length) / 10)] ?? before);
    const memory = [before.toFixed(0), tenths.map((mib) => mib.toFixed(0)).join(' ')];
    process.stdout.write(
      `| ${[name, size, what, (bytes / MIB).toFixed(0), seconds.toFixed(1), ...memory].join(' | ')} |\n`,
    );
  }
  await service.stop();
  await database.stop();
}

/** Reads an answer as it comes, and keeps no more of it than its last line. */
async function read(url) {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}`);
  let bytes = 0;
  let last = Buffer.alloc(0);
  for await (const piece of answer.body) {
    bytes += piece.length;
    last = Buffer.concat([last, piece]);
    last = last.subarray(last.lastIndexOf(10, last.length - 2) + 1);
  }
  return { bytes, end: JSON.parse(last.toString()) };
}

function resident(pid) {
  return residentKb(pid) / 1024;
}

/** As the service would have recorded and sealed them, only faster. */
async function fill(url, size) {
  const dataSource = await openForFilling(url);
  const signer = new SealSigner(pem);
  let last = null;
  for (let first = 1; first <= size; first += SEALED_AT_ONCE) {
    const records = Array.from({ length: Math.min(SEALED_AT_ONCE, size - first + 1) }, (_, n) => record(first + n));
    const at = new Date(Date.UTC(2026, 0, 1) + first);
    last = nextSeal('default', last, records, { at, signer });
    await insert(dataSource, 'audit_events', records.map(toRow));
    await insert(dataSource, 'audit_seals', [{ ...last, mirrored_at: null }]);
  }
  await dataSource.query('ANALYZE');
  await dataSource.destroy();
}

function record(seq) {
  const id = `00000000-0000-7000-8000-${String(seq).padStart(12, '0')}`;
  const person = {
    role: 'service',
    user_id: `user-${seq % 1000}`,
    request_id: id,
    subject: 'key',
    address: '192.0.2.1',
  };
  return {
    seq,
    id,
    tenant_id: 'default',
    at: '2026-01-01T00:00:00.000Z',
    action: 'result.read',
    outcome: 'done',
    ...person,
    key_id: id,
    subject_id: id,
    call_ids: [],
    detail: {},
    sent_digest: null,
    received_digest: null,
    salt: SALT,
    person_digest: personDigest(SALT, person),
    erasure_id: null,
  };
}

function toRow({ role, key_id, subject, address, call_ids, detail, ...row }) {
  const actor = { actor_role: role, actor_key_id: key_id, actor_subject: subject, actor_address: address };
  return { ...row, ...actor, call_ids: JSON.stringify(call_ids), detail: JSON.stringify(detail) };
}

async function insert(dataSource, table, rows) {
  const columns = Object.keys(rows[0]);
  if (dataSource.options.type === 'postgres') {
    const names = columns.join(', ');
    const all = `SELECT ${names} FROM json_populate_recordset(CAST(NULL AS ${table}), $1)`;
    await dataSource.query(`INSERT INTO ${table} (${names}) ${all}`, [JSON.stringify(rows)]);
    return;
  }
  const values = columns.map((column) => `json_extract(value, '$.${column}')`).join(', ');
  const all = `SELECT ${values} FROM json_each(?)`;
  await dataSource.query(`INSERT INTO ${table} (${columns.join(', ')}) ${all}`, [JSON.stringify(rows)]);
}
