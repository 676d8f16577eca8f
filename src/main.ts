#!/usr/bin/env node
import 'reflect-metadata';
import { ignoreOutputErrors } from './app/log-output.js';
import { loadEnvFile } from './app/env-file.js';
import { explain } from './app/explain.js';
import { run } from './app/run.js';

ignoreOutputErrors();
run(loadEnvFile()).catch((error: unknown) => {
  process.stderr.write(`${explain(error)}\n`);
  process.exit(1);
});
