import { existsSync } from 'node:fs';
import type { Environment } from './env-reader.js';

/** The process environment, with `.env` of the working folder for what is not set in it. */
export function loadEnvFile(): Environment {
  if (existsSync('.env')) process.loadEnvFile('.env');
  return process.env;
}
