import { createRequire } from 'node:module';

interface Project {
  readonly testMatch: readonly string[];
  readonly globals?: { readonly DIALECT: string; readonly ADAPTER: string; readonly ENCRYPTED: boolean };
}

const { projects } = createRequire(__filename)('../../jest.config.cjs') as { readonly projects: readonly Project[] };

const FACTORS = { DIALECT: ['sqlite', 'postgres'], ADAPTER: ['express', 'fastify'], ENCRYPTED: [false, true] };
type Factor = keyof typeof FACTORS;

describe('the combinations that `npm test` runs on', () => {
  const combinations = projects.flatMap(({ globals }) => globals ?? []);

  it.each<[Factor, Factor]>([
    ['DIALECT', 'ADAPTER'],
    ['DIALECT', 'ENCRYPTED'],
    ['ADAPTER', 'ENCRYPTED'],
  ])('have every pair of %s and %s', (one, other) => {
    const pairs = FACTORS[one].flatMap((a) => FACTORS[other].map((b) => `${a} ${b}`));
    expect(new Set(combinations.map((globals) => `${globals[one]} ${globals[other]}`))).toEqual(new Set(pairs));
  });

  it.each(FACTORS.DIALECT)('have every test on %s', (dialect) => {
    const matches = projects
      .filter(({ globals }) => globals?.DIALECT === dialect)
      .flatMap(({ testMatch }) => testMatch);
    expect(matches).toContain('<rootDir>/test/*/*.{e2e,int}-spec.ts');
  });
});
