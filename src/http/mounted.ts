import { Controller, type Type } from '@nestjs/common';
import { pathOf } from './nest-internals.js';

/** Under which a controller keeps its own path, whatever it is mounted under. */
const OWN_PATH = 'reprise:path';

export function keepOwnPath(path: string): ClassDecorator {
  return (target) => Reflect.defineMetadata(OWN_PATH, path, target);
}

/**
 * The same controllers with a path in front of theirs: routes, guards and documentation are inherited. Nest's
 * RouterModule keeps the path at the class, so that two mounts in one process would get the same.
 */
export function under(prefix: string, controllers: readonly Type[]): Type[] {
  if (prefix === '') return [...controllers];
  return controllers.map((controller) => {
    const mounted = class extends controller {};
    Object.defineProperty(mounted, 'name', { value: controller.name });
    Controller(`${prefix}/${ownPath(controller)}`)(mounted);
    return mounted;
  });
}

/** How many segments of an address are the route's own. What comes before them is where it is mounted. */
export function ownSegments(controller: Type, handler: object): number {
  const path = `${ownPath(controller)}/${pathOf(handler)}`;
  return segments(path).length;
}

/** The path of a controller of ours, with that of its mount; `undefined` for any other one. */
export function mountedAt(controller: object): string | undefined {
  if (!Reflect.hasMetadata(OWN_PATH, controller)) return undefined;
  return segments(pathOf(controller)).join('/');
}

export function segments(path: string): string[] {
  return path.split('/').filter((segment) => segment !== '');
}

function ownPath(controller: Type): string {
  return Reflect.getMetadata(OWN_PATH, controller) as string;
}
