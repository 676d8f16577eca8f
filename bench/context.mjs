// What a post costs on a path of 10, 100 and 1,000 turns, on SQLite and on PostgreSQL: reading the path, the whole post
// with Claude answering at once, and what Claude's simulator alone takes of that. `npm run bench:context` after a build.
import 'reflect-metadata';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { median } from './support/numbers.mjs';
import { KEY, startClaude, startService } from './support/program.mjs';

const require = createRequire(import.meta.url);
const { startPostgres } = require('../test/support/postgres-server.cjs');
const TURNS = [10, 100, 1000];
const RUNS = Number(process.env.RUNS ?? 40);
const WARM_UP = 10;
const OWNER = { tenantId: 'default', userId: 'bench' };
const QUESTION = 'And what did the visitors of the northern library say about it in that year? ';
const ANSWER = 'They said little, and what they said was kind; the minutes of the meeting name three of them. '.repeat(
  3,
);

const claude = await startClaude({ text: ANSWER });
const folder = mkdtempSync(join(tmpdir(), 'reprise-bench-'));
const postgres = await startPostgres();
await measure('SQLite', `sqlite:${join(folder, 'bench.db')}`);
await measure('PostgreSQL', postgres.url);
await postgres.stop();
await claude.stop();
rmSync(folder, { recursive: true });

async function measure(name, databaseUrl) {
  const service = await startService(databaseUrl, claude.url);
  const store = await openStore(databaseUrl);
  const threads = [];
  for (const turns of TURNS) threads.push(await makeThread(store, service.url, turns));
  // They take turns, so that a busy moment of the machine hits them all.
  for (let run = -WARM_UP; run < RUNS; run += 1) {
    for (const thread of threads) {
      for (const [what, job] of Object.entries(thread.jobs)) {
        const start = performance.now();
        await job();
        if (run >= 0) thread.times[what].push(performance.now() - start);
      }
    }
  }
  print(name, threads);
  await store.dataSource.destroy();
  await service.stop();
}

/** The service's own repository, on a connection of the benchmark's. */
async function openStore(databaseUrl) {
  const { UnitOfWork, openDataSource } = require('../dist/database/index.js');
  const { NoEncryption } = require('../dist/encryption/index.js');
  const { openSearchIndex } = require('../dist/search/index.js');
  const { serviceDataSourceOptions } = require('../dist/app/data-source-options.js');
  const { CONVERSATIONS_SEARCH } = require('../dist/conversations/conversation-search.js');
  const { MessageRepository } = require('../dist/conversations/message.repository.js');
  const dataSource = await openDataSource(serviceDataSourceOptions(databaseUrl), false);
  const unitOfWork = new UnitOfWork(dataSource);
  const dialect = databaseUrl.startsWith('sqlite') ? 'sqlite' : 'postgres';
  const messages = new MessageRepository(
    unitOfWork,
    openSearchIndex(dialect, CONVERSATIONS_SEARCH),
    new NoEncryption(),
  );
  return { dataSource, unitOfWork, messages };
}

/** A conversation of so many turns. Every post goes on from the same answer, so its path stays as long as it is. */
async function makeThread({ unitOfWork, messages }, url, turns) {
  const { id, model } = await send(`${url}/conversations`, { user_id: OWNER.userId });
  const path = makePath(id, model, turns);
  await unitOfWork.run(() => messages.insert(OWNER, path));
  const leafId = path.at(-1).id;
  const asked = [...path.map(toClaudeMessage), { role: 'user', content: QUESTION }];
  const request = { model, max_tokens: 4096, messages: asked, cache_control: { type: 'ephemeral' } };
  return {
    turns,
    times: { path: [], post: [], claude: [] },
    jobs: {
      path: () => messages.findThread(OWNER, id, leafId),
      post: () => send(`${url}/conversations/${id}/messages`, { content: QUESTION, parent_id: leafId }),
      claude: () => send(`${claude.url}/v1/messages`, request),
    },
  };
}

/** As the service itself would have stored it. */
function makePath(conversationId, model, turns) {
  const { newReply, newUserMessage } = require('../dist/conversations/new-message.js');
  const mark = { contextFromId: null, summaryId: null, systemDigest: null, metadata: {} };
  const ids = Array.from({ length: turns * 2 }, () => randomUUID());
  return ids.map((id, depth) => {
    const parentId = ids[depth - 1] ?? null;
    const place = { id, conversationId, parentId, depth, createdAt: new Date(Date.UTC(2026, 0, 1) + depth) };
    if (depth % 2 === 0) return newUserMessage(place, QUESTION, null);
    const request = { model, maxTokens: 4096, effort: null };
    return newReply('assistant', { ...place, ...mark }, request, reply(model, depth));
  });
}

function reply(model, depth) {
  const usage = { inputTokens: 20, outputTokens: 75, cacheCreationInputTokens: 75, cacheCreation1hInputTokens: 0 };
  return {
    content: [{ type: 'text', text: ANSWER, citations: null }],
    text: ANSWER,
    model,
    stopReason: 'end_turn',
    usage: { ...usage, cacheReadInputTokens: depth * 50 },
    costPicoUsd: 1_000_000n,
    requestId: `req_${depth}`,
  };
}

function toClaudeMessage({ role, text, content }) {
  return { role, content: content ?? text };
}

async function send(url, body) {
  const headers = { 'content-type': 'application/json', 'x-api-key': KEY, 'anthropic-version': '2023-06-01' };
  const answer = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
  const json = await answer.json();
  if (!answer.ok) throw new Error(`${url}: ${answer.status} ${JSON.stringify(json)}`);
  return json;
}

function print(name, threads) {
  const rows = threads.map(({ turns, times }) => {
    const [path, post, alone] = [times.path, times.post, times.claude].map(median);
    return { turns, path, post, alone, own: post - alone };
  });
  const [first] = rows;
  const cell = (row, what) =>
    `${row[what].toFixed(2)} | ${(row[what] / first[what]).toFixed(1)} | ${((row[what] / row.turns) * 1000).toFixed(0)}`;
  const lines = rows.map(
    (row) =>
      `| ${row.turns} | ${cell(row, 'path')} | ${cell(row, 'post')} | ${row.alone.toFixed(2)} | ${cell(row, 'own')} |`,
  );
  const head =
    '| turns | path, ms | ratio | µs a turn | post, ms | ratio | µs a turn | Claude alone, ms | post without, ms | ratio | µs a turn |';
  process.stdout.write(`\n${name}\n\n${head}\n|${' ---: |'.repeat(11)}\n${lines.join('\n')}\n`);
}
