import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';

/** A check of a caller's schema. Schema and value are passed as JSON, because copying strings to a worker is cheap. */
export interface SchemaJob {
  /** Patterns to compile. */
  readonly patterns?: readonly string[];
  /** Schema to check `value` against. */
  readonly schema?: string;
  readonly value?: string;
}

/** `fault` is the index of the first invalid pattern, or -1. */
export type SchemaVerdict = { readonly fault: number } | { readonly satisfied: boolean };

/** Time limits in milliseconds. An ordinary check takes a few milliseconds. */
const SHORT_LIMIT_MS = 100;
const LONG_LIMIT_MS = 1_000;
/** Time limit for the start of a worker, in milliseconds. */
const START_LIMIT_MS = 20_000;
/** Maximum number of jobs that wait for the long time limit; further jobs fail at once. */
const MAX_WAITING = 16;

/** Resolved at start, so that a missing package is noticed before Claude bills an answer. */
const VALIDATOR = createRequire(thisFile()).resolve('@cfworker/json-schema');
const RESOURCES = { maxOldGenerationSizeMb: 64, maxYoungGenerationSizeMb: 16, stackSizeMb: 2 };

/**
 * The worker's code. It is a string and not a file, so that it works wherever the package is built, bundled or run from
 * its sources. Callers' data is never inserted into it. `RegExp` compiles a pattern at its first use, hence `test`.
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

/** A worker and the queue of jobs for it. The worker is started on demand, and terminated when a job takes too long. */
class WorkerQueue {
  private worker: Promise<Worker | null> | null = null;
  private last: Promise<unknown> = Promise.resolve();
  private waiting = 0;

  constructor(
    private readonly limitMs: number,
    private readonly maxWaiting: number,
  ) {}

  /** @returns `null` if the time or memory limit was exceeded, or the queue is full */
  async run(job: SchemaJob): Promise<SchemaVerdict | null> {
    if (this.waiting >= this.maxWaiting) return null;
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
    this.worker ??= startWorker();
    const worker = await this.worker;
    const verdict = worker && ((await answerOf(worker, this.limitMs, job)) as SchemaVerdict | null);
    if (verdict === null) {
      this.worker = null;
      await worker?.terminate();
    }
    return verdict;
  }
}

const shortQueue = new WorkerQueue(SHORT_LIMIT_MS, Infinity);
const longQueue = new WorkerQueue(LONG_LIMIT_MS, MAX_WAITING);

/**
 * Checks a schema in a worker thread, so that no pattern, reference or value can block the event loop. The first try has a
 * short time limit. The second has a long one and waits behind other slow jobs, so that hostile schemas delay only each
 * other.
 * @returns `null` if the job takes too much time or memory
 */
export async function runBounded(job: SchemaJob): Promise<SchemaVerdict | null> {
  return (await shortQueue.run(job)) ?? longQueue.run(job);
}

async function startWorker(): Promise<Worker | null> {
  const worker = new Worker(CODE, {
    eval: true,
    workerData: VALIDATOR,
    execArgv: [],
    env: {},
    name: 'reprise-schemas',
    resourceLimits: RESOURCES,
  });
  worker.unref();
  // Ignored here: `answerOf` sees the worker's exit.
  worker.on('error', () => undefined);
  if ((await answerOf(worker, START_LIMIT_MS)) !== null) return worker;
  await worker.terminate();
  return null;
}

/** The worker's next message; `null` if it sends none in time, or exits. */
function answerOf(worker: Worker, limitMs: number, job?: SchemaJob): Promise<unknown> {
  return new Promise((resolve) => {
    const done = (answer: unknown): void => {
      clearTimeout(timer);
      worker.off('message', done).off('exit', onExit);
      resolve(answer);
    };
    const onExit = (): void => done(null);
    const timer = setTimeout(onExit, limitMs);
    worker.on('message', done).on('exit', onExit);
    if (job) worker.postMessage(job);
  });
}

/** The path or URL of this file. Works in CommonJS, which has no `import.meta`, and in ES modules, which have no `__filename`. */
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
