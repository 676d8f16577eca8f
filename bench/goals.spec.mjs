import { judge } from './goals.mjs';

const ADAPTERS = ['Express', 'Fastify'];

function held(cases, path, goal) {
  const found = judge(cases, ADAPTERS).filter((one) => one.path === path && one.goal === goal);
  expect(found).toHaveLength(1);
  return found[0];
}

describe('a goal', () => {
  const goal = ['replay, Postgres', '≥ 0.7 × node:http + pg by hand'];
  const replay = (adapter, ratio) => ({ name: `replay, Postgres, ${adapter}`, ratio });

  it('holds from its bound on', () => {
    expect(held([replay('Express', 0.7)], ...goal)).toMatchObject({ holds: true, measured: { Express: 0.7 } });
    expect(held([replay('Express', 0.699)], ...goal)).toMatchObject({ holds: false });
  });

  it('holds when it does on one of the adapters', () => {
    const { measured, holds } = held([replay('Express', 0.2), replay('Fastify', 0.9)], ...goal);
    expect({ measured, holds }).toEqual({ measured: { Express: 0.2, Fastify: 0.9 }, holds: true });
  });

  it('neither holds nor fails where nothing was measured', () => {
    for (const { measured, holds } of judge([], ADAPTERS)) {
      expect({ measured, holds }).toEqual({ measured: { Express: null, Fastify: null }, holds: null });
    }
  });

  it('that is a bound from above holds below it', () => {
    const of = (ms) => held([{ name: 'start, SQLite, Express', p50_ms: ms }], 'start to ready, SQLite', '≤ 1500 ms');
    expect([of(1_500).holds, of(1_501).holds]).toEqual([true, false]);
  });

  it('of growth is that of the most rows', () => {
    const at = (rows, ratio) => ({ name: `growth, replay, ${rows} rows`, ratio });
    const cases = [at('10 000', null), at('1 000 000', 1.1), at('10 000 000', 1.4)];
    const { measured, holds } = held(cases, 'growth, replay', '≤ 1.3 × the time with 10 000 rows');
    expect([measured.Express, holds]).toEqual([1.4, false]);
  });
});

describe('a peer', () => {
  const own = { name: 'miss, Postgres, Express', rps: 500 };
  const direct = { name: 'miss, Claude directly', rps: 10_067 };

  it('is cited as its part of what was measured beside it', () => {
    const twice = held([own, direct], 'miss at 0 ms, Postgres', '≥ 2 × Portkey');
    expect(twice.measured.Express).toBeCloseTo(500 / 246);
    const lesson = held([own, direct], 'miss at 0 ms, Postgres', '≥ 20 × the lesson');
    expect(lesson.measured.Express).toBeCloseTo(500 / 16);
  });

  it('that was measured in the run is not cited', () => {
    const portkey = { name: 'miss, Portkey 1.15.2', rps: 100 };
    const cases = [own, direct, portkey];
    expect(held(cases, 'miss at 0 ms, Postgres', '≥ 5 × Portkey').measured.Express).toBe(5);
  });
});
