/** All routes, to find the methods of a path: Fastify does not provide them. */
export class RouteTable {
  private readonly routes: { readonly methods: readonly string[]; readonly segments: readonly string[] }[] = [];

  /** @param pattern such as `/results/:id` */
  add(methods: readonly string[], pattern: string): void {
    this.routes.push({ methods, segments: segmentsOf(pattern) });
  }

  /** @param path the raw path, not decoded */
  methodsAt(path: string): string[] {
    const requested = segmentsOf(path);
    const matching = this.routes.filter(({ segments }) => matches(segments, requested));
    return [...new Set(matching.flatMap(({ methods }) => methods))].sort();
  }
}

/** Lower-case and without a trailing slash: neither distinguishes routes. */
function segmentsOf(path: string): string[] {
  const segments = path.toLowerCase().split('/');
  return segments.at(-1) === '' ? segments.slice(0, -1) : segments;
}

function matches(pattern: readonly string[], requested: readonly string[]): boolean {
  return (
    pattern.length === requested.length &&
    pattern.every((segment, index) =>
      segment.startsWith(':') ? requested[index] !== '' : segment === requested[index],
    )
  );
}
