import type { OpenAPIObject } from '@nestjs/swagger';

/** As much of a JSON Schema as the document uses. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly format?: string;
  readonly nullable?: boolean;
  readonly enum?: readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly maxProperties?: number;
  readonly pattern?: string;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: boolean | Schema;
}

export interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly schema: Schema;
}

export interface Operation {
  readonly method: string;
  readonly template: string;
  readonly parameters: readonly Parameter[];
  /** Of the JSON body; `null` where there is none. */
  readonly body: Schema | null;
  readonly isBodyOptional: boolean;
}

interface DocumentedOperation {
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: {
    readonly required?: boolean;
    readonly content: Readonly<Record<string, { readonly schema: Schema }>>;
  };
  readonly responses: Readonly<Record<string, { readonly content?: Readonly<Record<string, unknown>> }>>;
}

/** Every operation of the document that answers in JSON, perhaps among others, or with nothing. */
export function operationsOf(document: OpenAPIObject): Operation[] {
  return Object.entries(document.paths).flatMap(([template, item]) =>
    Object.entries(item as unknown as Record<string, DocumentedOperation>)
      .filter(([, operation]) => answersInJson(operation))
      .map(([method, operation]) => ({
        method: method.toUpperCase(),
        template,
        parameters: operation.parameters ?? [],
        body: resolve(document, operation.requestBody?.content['application/json']?.schema),
        isBodyOptional: operation.requestBody?.required === false,
      })),
  );
}

function answersInJson({ responses }: DocumentedOperation): boolean {
  const types = Object.entries(responses)
    .filter(([status]) => status.startsWith('2'))
    .flatMap(([, { content }]) => Object.keys(content ?? {}));
  return types.length === 0 || types.includes('application/json');
}

function resolve(document: OpenAPIObject, schema: Schema | undefined): Schema | null {
  const name = schema?.$ref?.split('/').at(-1);
  return name === undefined ? (schema ?? null) : ((document.components?.schemas?.[name] as Schema | undefined) ?? null);
}
