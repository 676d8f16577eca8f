import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';

/** Work on a caller's schema of which nothing is known in advance but its size. As JSON: copying texts is cheap. */
export interface SchemaJob {
  /** To be compiled. */
  readonly patterns?: readonly string[];
  /** To hold `value` against. */
  readonly schema?: string;
  readonly value?: string;
}

/** `fault`: the index of the first pattern that is none. */
export type SchemaVerdict = { readonly fault: number } | { readonly satisfied: boolean };

/** In milliseconds. An ordinary check takes a few of them. */
const SHORT_MS = 100;
const LONG_MS = 1_000;
/** For a worker to start. */
const START_MS = 20_000;
/** How many may wait for the long budget; the next ones are given up at once. */
const MOST_WAITING = 16;

/** Looked for when the process starts: a package that is not there must not be found out when an answer is paid for. */
const VALIDATOR = createRequire(thisFile()).resolve('@cfworker/json-schema');
const RESOURCES = { maxOldGenerationSizeMb: 64, maxYoungGenerationSizeMb: 16, stackSizeMb: 2 };

/**
 * A text and not a file, so that it is found wherever the package is built, bundled or run from its sources. Nothing of a
 * caller's is ever code in it. A pattern is compiled when it is used for the first time.
 */
const CODE = `
  const { parentPort, workerData } = require('node:worker_threads');
  const { Validator } = require(workerData);
  const isPattern = (pattern) => {
    try {
      return typeof new RegExp(pattern, 'u').test('') === 'boolean';
    } catch {
      return false;
    }
  };
  const satisfies = (schema, value) => {
    try {
      return new Validator(JSON.parse(schema), '2020-12').validate(JSON.parse(value)).valid;
    } catch {
      return false;
    }
  };
  parentPort.on('message', ({ patterns, schema, value }) => {
    const verdict = patterns
      ? { fault: patterns.findIndex((pattern) => !isPattern(pattern)) }
      : { satisfied: satisfies(schema, value) };
    parentPort.postMessage(verdict);
  });
  parentPort.postMessage('ready');
`;

/** One worker, and those who wait for it. It is started when it is needed, and ended when a job takes too long. */
class Lane {
  private worker: Promise<Worker | null> | null = null;
  private last: Promise<unknown> = Promise.resolve();
  private waiting = 0;

  constructor(
    private readonly budgetMs: number,
    private readonly most: number,
  ) {}

  /** @returns `null` where the budget of time or memory ended first, or too many wait already */
  async run(job: SchemaJob): Promise<SchemaVerdict | null> {
    if (this.waiting >= this.most) return null;
    this.waiting += 1;
    const verdict = this.last.then(() => this.next(job));
    this.last = verdict;
    try {
      return await verdict;
    } finally {
      this.waiting -= 1;
    }
  }

  private async next(job: SchemaJob): Promise<SchemaVerdict | null> {
    this.worker ??= start();
    const worker = await this.worker;
    const verdict = worker && ((await answerOf(worker, this.budgetMs, job)) as SchemaVerdict | null);
    if (verdict === null) {
      this.worker = null;
      await worker?.terminate();
    }
    return verdict;
  }
}

const short = new Lane(SHORT_MS, Infinity);
const long = new Lane(LONG_MS, MOST_WAITING);

/**
 * Works on a schema in a thread of its own, so that no pattern, reference or value can hold the process up: a short time at
 * first, and once more with a longer one, behind others that take long. So ordinary schemas wait for no hostile ones.
 * @returns `null` where it took too long, or too much memory
 */
export async function runBounded(job: SchemaJob): Promise<SchemaVerdict | null> {
  return (await short.run(job)) ?? long.run(job);
}

async function start(): Promise<Worker | null> {
  const worker = new Worker(CODE, {
    eval: true,
    workerData: VALIDATOR,
    execArgv: [],
    env: {},
    name: 'reprise-schemas',
    resourceLimits: RESOURCES,
  });
  worker.unref();
  // What ends it is heard by the caller that waits for its answer.
  worker.on('error', () => undefined);
  if ((await answerOf(worker, START_MS)) !== null) return worker;
  await worker.terminate();
  return null;
}

/** What the worker says next; `null` where it says nothing in time, or ends. */
function answerOf(worker: Worker, withinMs: number, job?: SchemaJob): Promise<unknown> {
  return new Promise((resolve) => {
    const done = (answer: unknown): void => {
      clearTimeout(timer);
      worker.off('message', done).off('exit', over);
      resolve(answer);
    };
    const over = (): void => done(null);
    const timer = setTimeout(over, withinMs);
    worker.on('message', done).on('exit', over);
    if (job) worker.postMessage(job);
  });
}

/** The path or address of this file, whether it is CommonJS or an ECMAScript module: neither has what the other knows it by. */
function thisFile(): string {
  const errors: { prepareStackTrace?: unknown } = Error;
  const before = errors.prepareStackTrace;
  try {
    errors.prepareStackTrace = (_error: Error, [here]: NodeJS.CallSite[]) => here?.getFileName();
    return String(new Error().stack);
  } finally {
    errors.prepareStackTrace = before;
  }
}
