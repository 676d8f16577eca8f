// What jest runs in its sandbox in place of a test file: the environment loads the file itself (environment.cjs).
exports.process = (_source, file) => ({ code: `loadTestFile(${JSON.stringify(file)}, jest);` });
