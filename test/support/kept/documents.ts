import type { INestApplication } from '@nestjs/common';
import type { OpenAPIObject } from '@nestjs/swagger';
import { createDocument } from '../../../src/app/openapi.js';

const documents = new Map<string, OpenAPIObject>();

/** The OpenAPI document of a service. Services with the same settings, but for the account, have the same one, made once. */
export function documentOf(app: INestApplication, env: Readonly<Record<string, string>>): OpenAPIObject {
  const key = JSON.stringify({ ...env, ANTHROPIC_API_KEY: undefined });
  const known = documents.get(key) ?? createDocument(app);
  documents.set(key, known);
  return known;
}
