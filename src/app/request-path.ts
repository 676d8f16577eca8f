const ORIGIN = /^https?:\/\/([^/?#]*)/i;

/** The raw path of a request target. Clients of a proxy may send an absolute URL. */
export function pathOf(target: string): string {
  const path = target.replace(ORIGIN, '').split(/[?#]/, 1)[0] ?? '';
  return path === '' ? '/' : path;
}

/** The host in a request target; `undefined` if the target is only a path. */
export function authorityOf(target: string): string | undefined {
  return ORIGIN.exec(target)?.[1];
}
