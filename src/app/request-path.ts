const ORIGIN = /^https?:\/\/([^/?#]*)/i;

/** The path of a request's target, as it came. A proxy's client may send the whole address. */
export function pathOf(target: string): string {
  const path = target.replace(ORIGIN, '').split(/[?#]/, 1)[0] ?? '';
  return path === '' ? '/' : path;
}

/** The host that a request's target names, as it came; `undefined` where it is a path alone. */
export function authorityOf(target: string): string | undefined {
  return ORIGIN.exec(target)?.[1];
}
