import type { Request } from 'express';

interface Layer {
  readonly route?: { readonly methods: Readonly<Record<string, boolean>> };
  match(path: string): boolean;
}

/** The methods for which the router has a route at this request's path; none when there is no such path. */
export function allowedMethods(request: Request): string[] {
  const { stack } = request.app.router as unknown as { stack: readonly Layer[] };
  const methods = stack
    .filter((layer) => layer.route !== undefined && layer.match(request.path))
    .flatMap((layer) => Object.keys(layer.route?.methods ?? {}));
  const names = [...new Set(methods)].map((method) => method.toUpperCase());
  return names.includes('GET') ? [...new Set([...names, 'HEAD'])].sort() : names.sort();
}
