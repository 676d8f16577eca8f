import type * as swagger from '@nestjs/swagger';

/** The package that reads descriptions. */
export type Swagger = typeof swagger;

type Description = (swagger: Swagger) => void;

/** What has been said so far, in that order. As what decorators say otherwise, it is the process' own, and static. */
const waiting: Description[] = [];
let reader: Swagger | undefined;

/** Says something of a class or a route: at once where somebody reads it, else when somebody does. */
export function whenRead(description: Description): void {
  if (reader) description(reader);
  else waiting.push(description);
}

/** Has everything described that was, and whatever will be. */
export function describeTo(swagger: Swagger): void {
  reader = swagger;
  for (const description of waiting.splice(0)) description(swagger);
}
