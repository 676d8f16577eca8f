import type * as swagger from '@nestjs/swagger';

/** The package `@nestjs/swagger`, which is loaded only when a document is needed. */
export type Swagger = typeof swagger;

type Description = (swagger: Swagger) => void;

/** Descriptions that wait for the package, in their order. Static, as the metadata of decorators is. */
const pending: Description[] = [];
let loaded: Swagger | undefined;

/** Applies a description at once if the package is loaded, otherwise when it is. */
export function withSwagger(description: Description): void {
  if (loaded) description(loaded);
  else pending.push(description);
}

/** Applies all pending descriptions, and all later ones at once. */
export function describeTo(swagger: Swagger): void {
  loaded = swagger;
  for (const description of pending.splice(0)) description(swagger);
}
