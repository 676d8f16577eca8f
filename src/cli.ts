#!/usr/bin/env node
import 'reflect-metadata';
import { loadEnvFile } from './app/env-file.js';
import { VERSION } from './app/version.js';
import { runCli } from './cli/run-cli.js';

// Whoever reads the answer may have read enough.
process.stdout.on('error', () => undefined);
void runCli(process.argv.slice(2), loadEnvFile(), VERSION).then((exitCode) => (process.exitCode = exitCode));
