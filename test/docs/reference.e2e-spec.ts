import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { readSettings } from '../../src/app/app.env.js';
import { readText, ROOT } from '../support/documents.js';
import { type Service, startService } from '../support/service.js';

describe('the reference', () => {
  let service: Service;
  beforeAll(async () => void (service = await startService()));
  afterAll(() => service.stop());

  it('of errors lists every status and code of the OpenAPI document, and the code of every error class', () => {
    const rows = [...readText('docs/reference/errors.md').matchAll(/^\| ([\d, ]+) +\| ((?:`[a-z_]+`(?:, )?)+) +\|/gm)];
    const table = rows.flatMap(([, statuses = '', codes = '']) =>
      statuses.split(',').flatMap((status) => wordsOf(codes).map((code) => `${status.trim()} ${code}`)),
    );
    const documented = problemsIn(service.document);
    expect(documented.length).toBeGreaterThan(15);
    expect(documented.filter((problem) => !table.includes(problem))).toEqual([]);
    const codes = new Set(table.map((problem) => wordsOf(problem).at(-1)));
    expect(codesOfErrors().filter((code) => !codes.has(code))).toEqual([]);
  });

  it('of routes lists every operation of the OpenAPI document', () => {
    const [, table = ''] = /\n## All routes\n(.*?)\n## /s.exec(readText('docs/reference/routes.md')) ?? [];
    const rows = table.split('\n').filter((line) => line.startsWith('| `'));
    const listed = rows.flatMap((row) => operationsIn(row.split(' | ')[0] ?? ''));
    const paths = Object.entries(service.document.paths) as [string, object][];
    const served = paths.flatMap(([path, item]) => Object.keys(item).map((method) => operation(method, path)));
    expect(served.length).toBeGreaterThan(30);
    expect(served.filter((one) => !listed.includes(one))).toEqual([]);
    expect(listed.filter((one) => !served.includes(one) && !/\/(docs|openapi)/.test(one))).toEqual([]);
  });
});

describe('the settings', () => {
  const variables = [...namesRead()].sort();
  const inExample = settingsIn(readText('.env.example'), /^(?:# )?([A-Z_]+)=(.*)$/gm);
  const inReference = settingsIn(
    readText('docs/reference/configuration.md'),
    /^\| `([A-Z_]+)` +\| +(?:`(.*?)`|–) +\|/gm,
  );

  it('of the reference and of .env.example are those that the service reads', () => {
    expect(Object.keys(inReference).sort()).toEqual(variables);
    expect(Object.keys(inExample).sort()).toEqual(variables);
  });

  it('have the same defaults in both documents and in the service', () => {
    expect(inReference).toEqual(inExample);
    const given = { ANTHROPIC_API_KEY: 'key', ANTHROPIC_BASE_URL: inExample['ANTHROPIC_BASE_URL'] };
    expect(JSON.stringify(readSettings({ ...inExample, ...given }))).toBe(JSON.stringify(readSettings(given)));
  });
});

function settingsIn(text: string, line: RegExp): Record<string, string> {
  return Object.fromEntries([...text.matchAll(line)].map(([, name = '', value = '']) => [name, value]));
}

/** `GET /a`, for each method and path of a cell such as `` `GET`, `PUT /a`, `/b` ``. */
function operationsIn(cell: string): string[] {
  const operations: string[] = [];
  let withoutPath: string[] = [];
  let methods: string[] = [];
  for (const [, word = ''] of cell.matchAll(/`([^`]+)`/g)) {
    const [, method, path] = /^([A-Z]+)? ?(\/.*)?$/.exec(word) ?? [];
    if (method !== undefined && path === undefined) withoutPath.push(method);
    if (method !== undefined && path !== undefined) [methods, withoutPath] = [[...withoutPath, method], []];
    if (path !== undefined) operations.push(...methods.map((one) => operation(one, path)));
  }
  return operations;
}

/** Without names of parameters and without queries, so that `/history/{id}` and `/history/{user_id}` are equal. */
function operation(method: string, path: string): string {
  return `${method.toUpperCase()} ${path.replace(/\?.*/, '').replaceAll(/\{\w+\}/g, '{}')}`;
}

/** @returns status and code of each example of a problem in the document, such as `409 legal_hold` */
function problemsIn(document: object): string[] {
  const found = JSON.stringify(document).matchAll(
    /"title":"[^"]*","status":(\d{3}),"detail":"[^"]*","code":"([a-z_]+)"/g,
  );
  return [...new Set([...found].map(([, status, code]) => `${status} ${code}`))];
}

/** @returns the code of each error class in src */
function codesOfErrors(): string[] {
  const files = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' });
  const sources = files.filter((file) => file.endsWith('.ts')).map((file) => readText(join('src', file)));
  return sources.flatMap((source) => [...source.matchAll(/readonly code = '([a-z_]+)'/g)].map(([, code = '']) => code));
}

function wordsOf(text: string): string[] {
  return text.match(/[a-z_]+/g) ?? [];
}

/** @returns every variable that the service reads */
function namesRead(): Set<string> {
  const names = new Set<string>();
  const source = new Proxy({}, { get: (_target, name) => (names.add(String(name)), undefined) });
  expect(() => readSettings(source)).toThrow('ANTHROPIC_API_KEY');
  return names;
}
