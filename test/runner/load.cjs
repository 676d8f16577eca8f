require('../../scripts/register.cjs');
require('reflect-metadata');
const { dirname, join, sep } = require('node:path');

const TESTS = dirname(__dirname) + sep;
/** What a worker keeps for all of its test files. */
const KEPT = [__dirname + sep, join(TESTS, 'support', 'kept') + sep];

/** Loads a test file and its support anew, so that each file has its own state and hooks; everything else stays loaded. */
exports.loadTestFile = (file) => {
  for (const loaded of Object.keys(require.cache)) {
    const isOfTests = loaded.startsWith(TESTS) || /\.spec\.m?[jt]s$/.test(loaded);
    if (isOfTests && !KEPT.some((folder) => loaded.startsWith(folder))) delete require.cache[loaded];
  }
  module.children = [];
  require(file);
};
