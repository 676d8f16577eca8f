const { rmSync } = require('node:fs');

module.exports = () => {
  globalThis.__REPRISE_SIMULATOR__.kill();
  rmSync(process.env.REPRISE_TEST_FOLDER, { recursive: true, force: true });
};
