import { existsSync } from 'node:fs';
import type { Environment } from './env-reader.js';

/** The process environment, completed with variables from `.env` in the working directory. */
export function loadEnvFile(): Environment {
  if (existsSync('.env')) process.loadEnvFile('.env');
  return process.env;
}
