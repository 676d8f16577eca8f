import { ModulesContainer } from '@nestjs/core';
import type { Service } from '../service.js';

/** A repository of the running service, and the names of its public methods. */
export interface Repository {
  readonly name: string;
  readonly instance: object;
  readonly methods: readonly string[];
}

/** The classes that query the database. */
const ASKED = /(Repository|JournalSpend)$|^Erasable/;

/** Every repository of the service, whichever module it is in. */
export function repositoriesOf({ app }: Service): Repository[] {
  const found = new Map<string, object>();
  for (const module of app.get(ModulesContainer).values()) {
    for (const { instance } of module.providers.values()) {
      const name = (instance as object | undefined)?.constructor.name;
      if (name && ASKED.test(name)) found.set(name, instance as object);
    }
  }
  return [...found].sort().map(([name, instance]) => ({ name, instance, methods: methodsOf(instance) }));
}

/** The public methods. TypeScript's `private` leaves no trace, so a method that the class itself calls counts as a helper. */
function methodsOf(instance: object): string[] {
  const prototype = Object.getPrototypeOf(instance) as Record<string, unknown>;
  const names = Object.getOwnPropertyNames(prototype).filter(
    (name) => name !== 'constructor' && typeof Object.getOwnPropertyDescriptor(prototype, name)?.value === 'function',
  );
  const isOwnHelper = (name: string) =>
    names.some((other) => String(Object.getOwnPropertyDescriptor(prototype, other)?.value).includes(`this.${name}(`));
  return names.filter((name) => !isOwnHelper(name)).sort();
}
