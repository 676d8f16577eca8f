import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { readSettings } from '../../src/app/app.env.js';
import { type Service, startService } from '../support/service.js';

const ROOT = join(__dirname, '../..');
const README = readFileSync(join(ROOT, 'README.md'), 'utf8');
const EXAMPLE = readFileSync(join(ROOT, '.env.example'), 'utf8');
const run = promisify(execFile);

interface Step {
  readonly command: string;
  readonly printed: string;
}

interface Answer {
  readonly status: string;
  readonly headers: readonly string[];
  readonly body: unknown;
}

/** Every fenced `curl` of the README, with the answer that is printed below it. */
const STEPS: Step[] = [...README.matchAll(/```sh\n(curl [^\n]+)\n```\n\n```http\n(.*?)\n```/gs)].map(
  ([, command = '', printed = '']) => ({ command, printed }),
);

describe('the commands of the README', () => {
  let service: Service;
  beforeAll(async () => void (service = await startService()));
  afterAll(() => service.stop());

  it('are all followed by the answer they print', () => {
    expect(STEPS.length).toBeGreaterThan(10);
    expect(README.match(/^curl /gm)).toHaveLength(STEPS.length);
    const statuses = STEPS.map(({ printed }) => /^HTTP\/1.1 (\d{3})/.exec(printed)?.[1]);
    expect(new Set(statuses)).toEqual(new Set(['200', '201', '204', '400', '402', '404']));
  });

  it('are answered, one after another, as it says', async () => {
    /** Ids, times and cursors as they are printed, and what stands for them here. */
    const mine = new Map<string, string>();
    const translate = (text: string) => [...mine].reduce((done, [theirs, ours]) => done.replaceAll(theirs, ours), text);
    for (const { command, printed } of STEPS) {
      const here = translate(command).replaceAll('localhost:3000', service.url.replace('http://', ''));
      const { stdout } = await run('sh', ['-c', `exec ${here} -sS`], { timeout: 10_000 });
      const answer = read(stdout.replaceAll('\r', ''));
      learn(read(printed).body, answer.body, mine);
      const expected = read(translate(printed));
      expect({ command, status: answer.status }).toEqual({ command, status: expected.status });
      expect(answer.headers).toEqual(expect.arrayContaining([...expected.headers]));
      if (expected.body === null) expect(answer.body).toBeNull();
      else expect(answer.body).toMatchObject(expected.body as object);
    }
  });

  it('are not all: the table has each status and code that the OpenAPI document names, and each code of an error', () => {
    const rows = [...README.matchAll(/^\| ([\d, ]+) +\| ((?:`[a-z_]+`(?:, )?)+) +\|/gm)];
    const table = rows.flatMap(([, statuses = '', codes = '']) =>
      statuses.split(',').flatMap((status) => wordsOf(codes).map((code) => `${status.trim()} ${code}`)),
    );
    const documented = problemsIn(service.document);
    expect(documented.length).toBeGreaterThan(15);
    expect(documented.filter((problem) => !table.includes(problem))).toEqual([]);
    const codes = new Set(table.map((problem) => wordsOf(problem).at(-1)));
    expect(codesOfErrors().filter((code) => !codes.has(code))).toEqual([]);
  });
});

it('names proofs that are there', () => {
  const proofs = [...README.matchAll(/`((?:test|src|scripts)\/[^`*]+)`/g)].map(([, path = '']) => path);
  expect(proofs.length).toBeGreaterThan(30);
  expect(proofs.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
});

describe('the settings', () => {
  const variables = [...namesRead()].sort();
  const inExample = settingsIn(EXAMPLE, /^(?:# )?([A-Z_]+)=(.*)$/gm);
  const inReadme = settingsIn(README.split('\n## Configuration')[1] ?? '', /^\| `([A-Z_]+)` +\| +(?:`(.*?)`|–) +\|/gm);

  it('of the README and of .env.example are the ones that the service reads', () => {
    expect(Object.keys(inReadme).sort()).toEqual(variables);
    expect(Object.keys(inExample).sort()).toEqual(variables);
  });

  it('have the same defaults in both as in the service', () => {
    expect(inReadme).toEqual(inExample);
    const given = { ANTHROPIC_API_KEY: 'key', ANTHROPIC_BASE_URL: inExample['ANTHROPIC_BASE_URL'] };
    expect(JSON.stringify(readSettings({ ...inExample, ...given }))).toBe(JSON.stringify(readSettings(given)));
  });
});

function settingsIn(text: string, line: RegExp): Record<string, string> {
  return Object.fromEntries([...text.matchAll(line)].map(([, name = '', value = '']) => [name, value]));
}

/** A printed or a real answer. `…` in a printed one stands for what is left out. */
function read(text: string): Answer {
  const [head = '', ...rest] = text.split('\n\n');
  const [line = '', ...headers] = head.split('\n').map((header) => header.replace(/ttl=\d+$/, 'ttl=…'));
  const body = rest.join('\n\n').replaceAll(/, …(?=})/g, '');
  return {
    status: line,
    // Names of headers are written as the server likes; they mean the same in lower case.
    headers: headers
      .filter((header) => header !== '…' && header !== '')
      .map((header) => header.replace(/^[^:]+/, (name) => name.toLowerCase())),
    body: body.trim() === '' ? null : (JSON.parse(body) as unknown),
  };
}

/** Notes what the real answer has where the printed one has an id, a time or a cursor, unless that is known already. */
function learn(printed: unknown, real: unknown, mine: Map<string, string>): void {
  for (const [name, value] of Object.entries(printed ?? {})) {
    const ours = (real as Record<string, unknown> | null)?.[name];
    if (typeof value === 'object') learn(value, ours, mine);
    else if (['id', 'created_at', 'next_cursor'].includes(name) && typeof value === 'string' && !mine.has(value))
      mine.set(value, String(ours));
  }
}

/** Status and code of each problem that the document has an example of: `409 legal_hold`. */
function problemsIn(document: object): string[] {
  const found = JSON.stringify(document).matchAll(
    /"title":"[^"]*","status":(\d{3}),"detail":"[^"]*","code":"([a-z_]+)"/g,
  );
  return [...new Set([...found].map(([, status, code]) => `${status} ${code}`))];
}

/** The code of each error class of the source. */
function codesOfErrors(): string[] {
  const files = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' });
  const sources = files
    .filter((file) => file.endsWith('.ts'))
    .map((file) => readFileSync(join(ROOT, 'src', file), 'utf8'));
  return sources.flatMap((source) => [...source.matchAll(/readonly code = '([a-z_]+)'/g)].map(([, code = '']) => code));
}

function wordsOf(text: string): string[] {
  return text.match(/[a-z_]+/g) ?? [];
}

/** Every variable that the service asks for. */
function namesRead(): Set<string> {
  const names = new Set<string>();
  const source = new Proxy({}, { get: (_target, name) => (names.add(String(name)), undefined) });
  expect(() => readSettings(source)).toThrow('ANTHROPIC_API_KEY');
  return names;
}
