/** The routes there are, for the rare request that none of them serves: Fastify does not tell which methods a path has. */
export class RouteTable {
  private readonly routes: { readonly methods: readonly string[]; readonly segments: readonly string[] }[] = [];

  /** @param pattern such as `/results/:id` */
  add(methods: readonly string[], pattern: string): void {
    this.routes.push({ methods, segments: segmentsOf(pattern) });
  }

  /** @param path as it came, not decoded */
  methodsAt(path: string): string[] {
    const asked = segmentsOf(path);
    const matching = this.routes.filter(({ segments }) => matches(segments, asked));
    return [...new Set(matching.flatMap(({ methods }) => methods))].sort();
  }
}

/** In lower case and without the slash at the end, neither of which makes another route. */
function segmentsOf(path: string): string[] {
  const segments = path.toLowerCase().split('/');
  return segments.at(-1) === '' ? segments.slice(0, -1) : segments;
}

function matches(pattern: readonly string[], asked: readonly string[]): boolean {
  return (
    pattern.length === asked.length &&
    pattern.every((segment, place) => (segment.startsWith(':') ? asked[place] !== '' : segment === asked[place]))
  );
}
