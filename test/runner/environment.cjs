const { ModernFakeTimers } = require('@jest/fake-timers');
const { TestEnvironment } = require('jest-environment-node');
const { loadTestFile } = require('./load.cjs');

/** What `expect`, which stays in jest's sandbox, compares types with. */
const TYPES = {
  Array,
  BigInt,
  Boolean,
  Date,
  Error,
  Function,
  Map,
  Number,
  Object,
  Promise,
  RegExp,
  Set,
  String,
  Symbol,
};

/**
 * Runs test files in Node's own realm and with Node's own module cache, as the service runs in production. Jest's sandbox
 * would load Nest, TypeORM and `src` anew for each test file, which takes longer than most files need for their tests.
 * `transform.cjs` is the other half: it makes jest call `loadTestFile` in place of a test file.
 */
module.exports = class NativeEnvironment extends TestEnvironment {
  constructor(config, context) {
    super(config, context);
    const { projectConfig } = config;
    Object.assign(this.global, TYPES);
    this.global.loadTestFile = (file, jest) => {
      globalThis.jest = jest;
      loadTestFile(file);
    };
    this.exit = process.exit;
    // Jest puts `describe`, `it` and `expect` there, and fake timers replace those in there.
    this.global = globalThis;
    this.fakeTimersModern = new ModernFakeTimers({ config: projectConfig, global: globalThis });
    Object.assign(globalThis, projectConfig.globals);
  }

  async teardown() {
    // Jest wraps it for each file, to say which one ended the process.
    process.exit = this.exit;
    await super.teardown();
  }
};
