// What the cases have in common: programs that are started for them, and stopped after them.
import { TEXT } from '../support/load.mjs';
import { startReference, startService } from '../support/program.mjs';

/** What Reprise and the by-hand servers are asked. */
export const QUESTION = { path: '/analyze/alice', method: 'POST', body: { text: TEXT } };
/** The same asked of Claude. */
export const CLAUDE_QUESTION = {
  path: '/v1/messages',
  method: 'POST',
  status: 200,
  headers: { 'content-type': 'application/json', 'x-api-key': 'bench', 'anthropic-version': '2023-06-01' },
  body: { model: 'claude-sonnet-5-5', max_tokens: 4096, messages: [{ role: 'user', content: TEXT }] },
};

/** Runs cases; whatever they started ends with them. */
export async function staged(bench, work) {
  const stage = new Stage(bench);
  try {
    return await work(stage);
  } finally {
    await stage.clear();
  }
}

class Stage {
  #programs = [];

  constructor(bench) {
    this.bench = bench;
  }

  /**
   * A service with every guarantee on, on a database of its own.
   * @param of its `adapter` (`Express` or `Fastify`) and `dialect`; perhaps a `template` for its database and what
   * `fill`s it, Claude's address, further `env`, and the cores it runs `on`
   * @returns its name, its process, and what lets a request in
   */
  async service({ adapter, dialect, template, fill, claudeUrl, env = {}, on = this.bench.onFirstCore }) {
    const { databases, claude, guarantees } = this.bench;
    const { url, headers } = await databases.copy(dialect, template, fill);
    const settings = { ...guarantees, HTTP_ADAPTER: adapter.toLowerCase(), ...env };
    const program = this.keep(await startService(url, claudeUrl ?? claude.url, settings, on));
    return { name: `${dialect}, ${adapter}`, program, headers: { ...headers, 'content-type': 'application/json' } };
  }

  async reference(name, env, on = this.bench.onFirstCore) {
    return this.keep(await startReference(name, env, on));
  }

  /** One of the two that are built on `node:http` and `pg` alone, on a database like the service's. */
  async byHand(name, { template, fill } = {}) {
    const { url } = await this.bench.databases.copy('Postgres', template, fill);
    const env = { DATABASE_URL: url, ANTHROPIC_BASE_URL: this.bench.claude.url, ANTHROPIC_API_KEY: 'bench' };
    return { program: await this.reference(name, env), headers: { 'content-type': 'application/json' } };
  }

  keep(program) {
    this.#programs.push(program);
    return program;
  }

  async clear() {
    for (const program of this.#programs.splice(0).reverse()) await program.stop();
  }
}

/** Sends a question once. @returns the answer's text. @throws unless it has one of these statuses */
export async function askOnce({ program, headers }, { path, method, body }, statuses = [200, 201]) {
  const answer = await fetch(program.url + path, { method, headers, body: body && JSON.stringify(body) });
  const text = await answer.text();
  if (!statuses.includes(answer.status)) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
  return text;
}
