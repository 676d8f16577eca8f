import type { FactoryProvider } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import { mountedAt } from './mounted.js';
import { controllersIn } from './nest-internals.js';

/** Refuses to start if two modules serve the same routes, since the second one's would never be reached. */
export const ROUTES_ONCE: FactoryProvider = {
  provide: Symbol('ROUTES_ONCE'),
  inject: [ModulesContainer],
  useFactory: refuseTwice,
};

function refuseTwice(modules: ModulesContainer): void {
  const seen = new Set<string>();
  for (const controller of controllersIn(modules)) {
    const path = mountedAt(controller);
    if (path === undefined) continue;
    const place = `${controller.name} at /${path}`;
    if (seen.has(place)) {
      throw new Error(
        `Reprise serves the same routes twice (${place}): give one of the modules another prefix, or http: false.`,
      );
    }
    seen.add(place);
  }
}
