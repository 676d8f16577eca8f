import { existsSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { markdownFiles, readText, ROOT } from '../support/documents.js';

const FILES = markdownFiles();

describe('the documents', () => {
  it('link only to existing files and headings', () => {
    const links = FILES.flatMap((file) => linksIn(file).map((target) => ({ file, target })));
    expect(links.length).toBeGreaterThan(200);
    expect(links.filter(({ file, target }) => !resolves(file, target))).toEqual([]);
  });

  it('name only existing tests, sources and scripts', () => {
    const named = FILES.filter((file) => !file.startsWith('docs/api/')).flatMap((file) =>
      [...readText(file).matchAll(/`((?:test|scripts)\/[\w./-]+\.\w+)`/g)].map(([, path = '']) => ({ file, path })),
    );
    expect(named.length).toBeGreaterThan(60);
    const places = ({ file, path }: (typeof named)[number]) => [path, join(dirname(file), path)];
    expect(named.filter((one) => !places(one).some((place) => existsSync(join(ROOT, place))))).toEqual([]);
  });

  it('are all linked from the map, except for decisions, which have a separate list', () => {
    const reachable = (map: string) => linksIn(map).map((target) => relative(ROOT, join(ROOT, dirname(map), target)));
    const documents = FILES.filter((file) => file.startsWith('docs/') && !file.endsWith('README.md'));
    const mapped = [...reachable('docs/README.md'), ...reachable('docs/adr/README.md')];
    expect(documents.filter((file) => !mapped.includes(file))).toEqual([]);
  });
});

it('the README has at most 180 lines', () => {
  expect(readText('README.md').trimEnd().split('\n').length).toBeLessThanOrEqual(180);
});

/** @returns the targets of links within the repository, without links in code */
function linksIn(file: string): string[] {
  const prose = readText(file)
    .replaceAll(/^```.*?^```$/gms, '')
    .replaceAll(/`[^`\n]*`/g, (code) => code.replaceAll(/[()[\]]/g, ''));
  const targets = [...prose.matchAll(/\]\(([^()\s]+)\)/g)].map(([, target = '']) => target);
  return targets.filter((target) => !/^(https?|mailto):/.test(target));
}

function resolves(file: string, target: string): boolean {
  const [path = '', anchor] = target.split('#');
  const linked = path === '' ? file : relative(ROOT, join(ROOT, dirname(file), path));
  if (linked.startsWith('..') || !existsSync(join(ROOT, linked))) return false;
  if (anchor === undefined) return true;
  return statSync(join(ROOT, linked)).isFile() && anchorsIn(linked).includes(anchor);
}

/** @returns the anchors of a document's headings, as GitHub generates them */
function anchorsIn(file: string): string[] {
  const seen = new Map<string, number>();
  const headings = readText(file)
    .replaceAll(/^```.*?^```$/gms, '')
    .matchAll(/^#{1,6} (.+)$/gm);
  return [...headings].map(([, heading = '']) => {
    const slug = heading
      .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1')
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}_ -]/gu, '')
      .replaceAll(' ', '-');
    const before = seen.get(slug) ?? 0;
    seen.set(slug, before + 1);
    return before === 0 ? slug : `${slug}-${before}`;
  });
}
