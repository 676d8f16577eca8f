// A copy of the repository in which code is broken on purpose, to see whether the tests notice. It is a copy, so that a run
// that is killed at any moment leaves nobody's files broken, and so that the originals can be worked on meanwhile.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import ts from 'typescript';
import { link, ROOT } from './packed.mjs';

/** What a test says of a change after which the code names what there is not. */
const NO_CODE = /ReferenceError|Cannot find module/;

export class BrokenCopy {
  #folder = mkdtempSync(join(tmpdir(), 'reprise-broken-'));
  #isBuilt = false;
  #jest = null;

  /** Every file that git has or would take, as it is now. It is removed when this process ends. */
  constructor() {
    const listed = ['ls-files', '-z', '--cached', '--others', '--exclude-standard'];
    const names = execFileSync('git', listed, { cwd: ROOT, encoding: 'utf8' }).split('\0');
    for (const name of names.filter((name) => name !== '' && existsSync(join(ROOT, name))))
      cpSync(join(ROOT, name), join(this.#folder, name));
    link(join(ROOT, 'node_modules'), this.#folder, 'node_modules');
    // What the tests leave behind goes with the copy. As root, PostgreSQL runs as another user, who has to get in.
    mkdirSync(join(this.#folder, 'tmp'));
    chmodSync(this.#folder, 0o755);
    process.once('exit', () => this.#remove());
    for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1));
  }

  read(file) {
    return readFileSync(join(this.#folder, file), 'utf8');
  }

  /**
   * Does the work while the file is another one.
   * @param isBuilt whether the work starts the built program
   * @throws StaleChangeError when the file can no longer be compiled
   */
  async changed(file, source, work, { isBuilt = false } = {}) {
    if (isBuilt) this.#build();
    const places = [join(this.#folder, file), ...(isBuilt ? [this.#builtPath(file)] : [])];
    const before = places.map((path) => readFileSync(path));
    const compiled = compile(file, source);
    [source, compiled].slice(0, places.length).forEach((text, n) => writeFileSync(places[n], text));
    try {
      return await work();
    } finally {
      places.forEach((path, n) => writeFileSync(path, before[n]));
    }
  }

  /**
   * Runs tests. What a test that fails leaves open does not keep them from ending.
   * @param named a part of the tests' names, where not all of a file are meant
   * @returns the names of those that passed and of those that failed, and whether it took too long
   * @throws StaleChangeError when no test was run, or the code could not be loaded
   */
  async test({ tests, projects, named }, { withinMs, testTimeoutMs }) {
    const out = join(this.#folder, 'tmp/report.json');
    rmSync(out, { force: true });
    const which = ['--selectProjects', ...projects, ...(named ? ['--testNamePattern', named] : []), '--', ...tests];
    const how = ['--runInBand', '--forceExit', '--json', '--outputFile', out, '--testTimeout', String(testTimeoutMs)];
    const args = [join(this.#folder, 'node_modules/jest/bin/jest.js'), ...how, ...which];
    // A group of its own: with jest every process ends that its tests have started.
    const env = { ...process.env, TMPDIR: join(this.#folder, 'tmp') };
    this.#jest = spawn(process.execPath, args, { cwd: this.#folder, env, stdio: 'ignore', detached: true });
    let isLate = false;
    const timer = setTimeout(() => {
      isLate = true;
      this.#kill();
    }, withinMs);
    await once(this.#jest, 'exit');
    clearTimeout(timer);
    this.#kill();
    return isLate ? { passed: [], failed: [], isLate } : { ...outcomeOf(out), isLate };
  }

  #build() {
    if (this.#isBuilt) return;
    for (const name of readdirSync(join(this.#folder, 'src'), { recursive: true })) {
      if (!/(?<!\.spec|\.d)\.ts$/.test(name)) continue;
      const file = join('src', name);
      const path = this.#builtPath(file);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, compile(file, this.read(file)));
    }
    this.#isBuilt = true;
  }

  #builtPath(file) {
    return join(this.#folder, file.replace(/^src/, 'dist').replace(/\.ts$/, '.js'));
  }

  #kill() {
    try {
      process.kill(-this.#jest.pid, 'SIGKILL');
    } catch {
      // All of them have ended.
    }
  }

  #remove() {
    if (this.#jest) this.#kill();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** A change that says nothing about the tests: it is to be written anew. */
export class StaleChangeError extends Error {}

const { config } = ts.readConfigFile(join(ROOT, 'tsconfig.json'), ts.sys.readFile);
const { options } = ts.convertCompilerOptionsFromJson({ ...config.compilerOptions, sourceMap: false }, ROOT);

/** As the build does, but each file by itself, and without types: in a part of the time. */
function compile(file, source) {
  const fileName = join(ROOT, file);
  const { outputText, diagnostics } = ts.transpileModule(source, {
    fileName,
    reportDiagnostics: true,
    compilerOptions: options,
  });
  const [fault] = diagnostics;
  if (fault) throw new StaleChangeError(ts.flattenDiagnosticMessageText(fault.messageText, ' '));
  return outputText;
}

function outcomeOf(out) {
  if (!existsSync(out)) throw new StaleChangeError('the tests ended without a report');
  const { testResults } = JSON.parse(readFileSync(out, 'utf8'));
  const unloaded = testResults.find(
    ({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0,
  );
  if (unloaded) throw new StaleChangeError(unloaded.message);
  const results = testResults.flatMap(({ assertionResults }) => assertionResults);
  const faults = results.flatMap(({ failureMessages }) => failureMessages);
  const noCode = faults.find((message) => NO_CODE.test(message));
  if (noCode) throw new StaleChangeError(noCode);
  const those = (wanted) => results.filter(({ status }) => status === wanted).map(({ fullName }) => fullName);
  const [passed, failed] = [those('passed'), those('failed')];
  if (passed.length + failed.length === 0) throw new StaleChangeError('no test was run');
  return { passed, failed };
}
