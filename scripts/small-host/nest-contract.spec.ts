// What Reprise relies on in Nest beyond its public API, on the version that this host has.
import 'reflect-metadata';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { nestContract } from './nest-contract.js';

/** @param built the folder of the format that this host loads, `dist` or `dist/esm` */
async function test(built: string): Promise<void> {
  const file = join('node_modules/reprise', built, 'http/nest-internals.js');
  const internals = (await import(pathToFileURL(file).href)) as Parameters<typeof nestContract>[0];
  for (const check of Object.values(nestContract(internals))) await check();
}

void test(process.argv[2] ?? 'dist');
