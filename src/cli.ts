#!/usr/bin/env node
import 'reflect-metadata';
import { ignoreOutputErrors } from './app/log-output.js';
import { loadEnvFile } from './app/env-file.js';
import { VERSION } from './app/version.js';
import { runCli } from './cli/run-cli.js';

ignoreOutputErrors();
void runCli(process.argv.slice(2), loadEnvFile(), VERSION).then((exitCode) => (process.exitCode = exitCode));
