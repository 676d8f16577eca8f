import type { OpenAPIObject } from '@nestjs/swagger';
import OpenAPIResponseValidator from 'openapi-response-validator';

type Operation = { responses: Record<string, { content?: Record<string, unknown> }> };

/** Statuses of the server itself, which hold for every address and belong to no operation. */
const GENERAL = new Set([400, 401, 403, 404, 405, 413, 415, 429]);

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly text: string;
}

/** Holds an answer against the OpenAPI document: a documented status, its content type and its schema. */
export function conforms(document: OpenAPIObject, method: string, path: string, response: Answer): void {
  const operation = operationOf(document, method, path);
  const status = String(response.status);
  const declared = operation?.responses[status] ?? operation?.responses[`${status.slice(0, 1)}XX`];
  if (!operation || !declared) {
    if (GENERAL.has(response.status)) return;
    throw new Error(`${method} ${path} answered ${response.status}, which the OpenAPI document does not have`);
  }
  const type = String(response.headers['content-type'] ?? '').split(';', 1)[0] ?? '';
  const types = Object.keys(declared.content ?? {});
  if (types.length > 0 && !types.includes(type))
    throw new Error(`${method} ${path} answered ${type}, not ${types.join()}`);
  if (type !== 'application/json' && type !== 'application/problem+json') return;
  const fault = validatorOf(document, operation).validateResponse(response.status, JSON.parse(response.text)) as
    { errors: unknown } | undefined;
  if (fault) throw new Error(`${method} ${path} does not conform: ${JSON.stringify(fault.errors)}\n${response.text}`);
}

const validators = new WeakMap<Operation, OpenAPIResponseValidator>();

/** Made once for each operation: it compiles every schema of the document. */
function validatorOf(document: OpenAPIObject, operation: Operation): OpenAPIResponseValidator {
  const known = validators.get(operation);
  if (known) return known;
  const validator = new OpenAPIResponseValidator({
    responses: structuredClone(operation.responses) as never,
    components: structuredClone(document.components) as never,
    customFormats: { uuid: isUuid, 'date-time': isInstant, uri: (text: string) => URL.canParse(text) },
  });
  validators.set(operation, validator);
  return validator;
}

/** What the document says about this request; `undefined` where it says nothing. */
export function operationOf(document: OpenAPIObject, method: string, path: string): Operation | undefined {
  const bare = path.split('?', 1)[0] ?? '';
  for (const [template, item] of Object.entries(document.paths)) {
    const pattern = new RegExp(`^${template.replace(/\{[^}]+\}/g, '[^/]+')}$`);
    if (pattern.test(bare)) return (item as Record<string, Operation | undefined>)[method.toLowerCase()];
  }
  return undefined;
}

const isUuid = (text: string) => /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(text);
const isInstant = (text: string) => /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/.test(text);
