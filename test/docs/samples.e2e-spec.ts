import { execFile, spawnSync } from 'node:child_process';
import { promisify } from 'node:util';
import { blocksOf } from '../support/documents.js';
import { type Service, startService } from '../support/service.js';

const run = promisify(execFile);

/** Documents whose samples build on one another, each beginning with an empty database. */
const DOCUMENTS = ['README.md', 'docs/tutorial.md', 'docs/reference/errors.md'];
const HAS_JQ = spawnSync('jq', ['--version']).status === 0;
const IDS_AND_TIMES = /[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}|\d{4}-\d\d-\d\dT[\d:.]+Z/g;

interface Sample {
  readonly command: string;
  readonly printed: string;
}

/** @returns every block that calls the service, with the output shown below it */
function samplesOf(document: string): Sample[] {
  const blocks = blocksOf(document);
  return blocks.flatMap(({ language, text }, at) => {
    if (language !== 'sh' || !text.includes('curl ')) return [];
    const { language: shown, text: printed } = blocks[at + 1] ?? { language: 'none', text: '' };
    return [{ command: text, printed: shown === 'json' || shown === 'text' ? printed : 'no output is shown' }];
  });
}

describe.each(DOCUMENTS)('the samples of %s', (document) => {
  let service: Service;
  beforeAll(async () => void (service = await startService()));
  afterAll(() => service.stop());

  (HAS_JQ ? it : it.skip)('print the documented output, run one after another in one shell (needs jq)', async () => {
    const samples = samplesOf(document);
    const outputs = await outputsOf(
      samples.map(({ command }) => command.replaceAll('localhost:3000', service.url.replace('http://', ''))),
    );
    const actual = new Map<string, string>();
    for (const [at, { command, printed }] of samples.entries())
      expect({ command, output: read(outputs[at] ?? '') }).toEqual({
        command,
        output: asHere(printed, outputs[at], actual),
      });
  });
});

it('exist in each of these documents', () => {
  expect(DOCUMENTS.filter((document) => samplesOf(document).length === 0)).toEqual([]);
});

/** @returns what each block prints, run one after another in one shell */
async function outputsOf(commands: readonly string[]): Promise<string[]> {
  const end = '\u0004';
  const script = commands.map((command) => `${command}\nprintf '${end}'`).join('\n');
  const { stdout } = await run('bash', ['-c', script], { timeout: 60_000 });
  return stdout.split(end);
}

/** Parses JSON documents, so that their layout does not matter; other text is compared line by line. */
function read(text: string): unknown {
  const whole = text.replaceAll('\r', '').trim();
  try {
    return JSON.parse(whole);
  } catch {
    return whole.replaceAll(/\s+/g, ' ');
  }
}

/** Replaces ids and times of the documented output by those of this run; equal ones must be equal in this run too. */
function asHere(printed: string, output = '', actual: Map<string, string>): unknown {
  const here = output.match(IDS_AND_TIMES) ?? [];
  printed.match(IDS_AND_TIMES)?.forEach((shown, at) => actual.has(shown) || actual.set(shown, here[at] ?? 'missing'));
  return read(printed.replaceAll(IDS_AND_TIMES, (shown) => actual.get(shown) ?? shown));
}
