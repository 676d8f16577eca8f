import { dataSourceOptions } from '@helpdesk/desk';
import { strict as assert } from 'node:assert';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { DataSource } from 'typeorm';
import { ask, startHelpdesk } from './support/helpdesk.mjs';

// `postgres://…`, an empty database, to be tested there. @default a file of SQLite
const folder = mkdtempSync(join(tmpdir(), 'helpdesk-'));
const database = process.env.TEST_DATABASE_URL || `sqlite:${join(folder, 'helpdesk.db')}`;
let desk;
let worker;
const tokens = {};

const as = (name) => (method, path, body) => ask(desk.url, method, path, { token: tokens[name], body });
const nobody = as('nobody');
const alice = as('alice');
const boss = as('boss');
const bob = as('bob');
const open = async (body) => (await alice('POST', '/tickets', { subject: 'The printer is on fire', body })).body;

async function logIn(tenant, name) {
  const answer = await ask(desk.url, 'POST', '/login', { body: { tenant, name, password: desk.passwords[name] } });
  assert.equal(answer.status, 200);
  return answer.body.token;
}

before(async () => {
  desk = await startHelpdesk(database);
  tokens.alice = await logIn('acme', 'alice');
  tokens.boss = await logIn('acme', 'boss');
  tokens.bob = await logIn('globex', 'bob');
});

after(async () => {
  await worker?.stop();
  await desk?.api.stop();
  await desk?.claude.stop();
  rmSync(folder, { recursive: true, force: true });
});

test('a ticket is summarised, and Reprise keeps the result', async () => {
  const ticket = await open('It smokes.');
  const { status, body } = await alice('POST', `/tickets/${ticket.id}/summary`);
  assert.equal(status, 200, JSON.stringify(body));
  assert.equal(body.isReplay, false);
  assert.equal((await alice('GET', `/tickets/${ticket.id}`)).body.summaryId, body.summaryId);
  const { body: result } = await alice('GET', `/ai/results/${body.summaryId}`);
  assert.equal(result.result, body.summary);
  assert.deepEqual(result.metadata, { ticket: ticket.id });
});

test('the same ticket is answered from the store until somebody writes on it', async () => {
  const ticket = await open('It smokes more.');
  const summarise = async () => (await boss('POST', `/tickets/${ticket.id}/summary`)).body;
  const first = await summarise();
  assert.deepEqual(await summarise(), { ...first, isReplay: true });
  await boss('POST', `/tickets/${ticket.id}/messages`, { body: 'Pull the plug.' });
  assert.equal((await alice('GET', `/tickets/${ticket.id}`)).body.summaryId, null);
  const third = await summarise();
  assert.equal(third.isReplay, false);
  assert.notEqual(third.summaryId, first.summaryId);
});

test('another tenant sees neither the ticket nor its summary', async () => {
  const ticket = await open('Nobody else is to know.');
  const { body } = await alice('POST', `/tickets/${ticket.id}/summary`);
  assert.equal((await bob('GET', `/tickets/${ticket.id}`)).status, 404);
  assert.equal((await bob('POST', `/tickets/${ticket.id}/summary`)).status, 404);
  assert.equal((await bob('GET', `/ai/results/${body.summaryId}`)).status, 404);
  assert.equal((await boss('GET', `/ai/results/${body.summaryId}`)).status, 200, 'an admin of the tenant does');
});

test('without a login the host answers 401, on its own routes as on those of Reprise', async () => {
  for (const [method, path] of [
    ['POST', '/tickets'],
    ['POST', '/ai/analyze/alice'],
    ['GET', '/ai/usage'],
  ]) {
    const { status, body } = await nobody(method, path, method === 'POST' ? {} : undefined);
    assert.equal(status, 401, path);
    assert.equal(body.message, 'log in first, with POST /login', path);
  }
  const wrong = { tenant: 'acme', name: 'alice', password: 'guess' };
  assert.equal((await nobody('POST', '/login', wrong)).status, 401);
});

test('a login ends', async () => {
  tokens.gone = await logIn('acme', 'alice');
  assert.equal((await as('gone')('POST', '/logout')).status, 204);
  assert.equal((await as('gone')('GET', '/ai/history/alice')).status, 401);
});

test('an agent may ask Reprise for itself, and for nobody else', async () => {
  assert.equal((await alice('POST', '/ai/analyze/alice', { text: 'How is the weather?' })).status, 201);
  assert.equal((await alice('POST', '/ai/analyze/boss', { text: 'How is the weather?' })).status, 404);
  assert.equal((await alice('GET', '/ai/audit')).status, 403);
  assert.equal((await alice('GET', '/analyze/alice')).status, 404, 'only under /ai');
});

test('an error of Reprise’s has its own status on a route of the host’s', async () => {
  await boss('PUT', '/ai/budget', { limit_usd: '0.000001', period: 'day' });
  const ticket = await open('There is no money for this one.');
  const { status, headers, body } = await alice('POST', `/tickets/${ticket.id}/summary`);
  assert.deepEqual([status, body.code], [402, 'budget_exceeded']);
  assert.match(headers.get('retry-after') ?? '', /^\d+$/);
  await boss('DELETE', '/ai/budget');
});

test('the worker summarises what nobody asked for, in its own name, and says what it cost', async () => {
  const ticket = await open('This one waits for the worker.');
  worker = desk.startWorker();
  await worker.says(new RegExp(`summarised ${ticket.id} \\((miss)\\)`));
  const { summaryId } = (await alice('GET', `/tickets/${ticket.id}`)).body;
  await worker.says(new RegExp(`acme paid (\\d+) tokens for ${summaryId}`));
  const { body } = await boss('GET', `/ai/audit?subject_id=${summaryId}`);
  assert.equal(body.data.at(-1).subject, 'summarise-job', JSON.stringify(body));
  assert.equal((await alice('POST', `/tickets/${ticket.id}/summary`)).body.isReplay, true);
});

test('the host’s migrations and Reprise’s have run together, and their tables stand beside each other', async () => {
  const dataSource = await new DataSource(dataSourceOptions(database)).initialize();
  const recorded = await dataSource.query('SELECT name FROM migrations ORDER BY name');
  const wanted = dataSource.migrations.map((migration) => migration.name ?? migration.constructor.name);
  assert.deepEqual(recorded.map(({ name }) => name).sort(), wanted.sort());
  const count = async (table) => Number((await dataSource.query(`SELECT count(*) AS n FROM ${table}`))[0].n);
  assert.ok((await count('messages')) > 0, 'messages are the host’s');
  assert.equal(await count('reprise_messages'), 0, 'and Reprise’s are its own');
  assert.ok((await count('reprise_results')) > 0);
  await dataSource.destroy();
});

test('both processes end cleanly when they are told to', async () => {
  assert.equal(await worker.stop(), 0, worker.output);
  assert.equal(await desk.api.stop(), 0, desk.api.output);
  assert.doesNotMatch(`${worker.output}\n${desk.api.output}`, /\bERROR\b/);
});
