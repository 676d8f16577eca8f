import { inDays } from './usage-span.js';

const at = (text: string) => new Date(`${text}${text.length === 10 ? 'T00:00:00.000' : ''}Z`);
const span = (from: string, to: string | null) => ({ from: at(from), to: to === null ? null : at(to) });

describe('a time range', () => {
  it.each([
    ['of whole days', span('2026-11-01', '2026-12-01'), span('2026-11-01', '2026-12-01'), []],
    ['without an end', span('2026-11-01', null), span('2026-11-01', null), []],
    [
      'from within a day on',
      span('2026-11-01T12:00:00.000', null),
      span('2026-11-02', null),
      [span('2026-11-01T12:00:00.000', '2026-11-02')],
    ],
    [
      'with a piece of a day at both edges',
      span('2026-11-01T23:59:59.999', '2026-11-04T00:00:00.001'),
      span('2026-11-02', '2026-11-04'),
      [span('2026-11-01T23:59:59.999', '2026-11-02'), span('2026-11-04', '2026-11-04T00:00:00.001')],
    ],
    [
      'around one midnight',
      span('2026-11-01T12:00:00.000', '2026-11-02T12:00:00.000'),
      null,
      [span('2026-11-01T12:00:00.000', '2026-11-02'), span('2026-11-02', '2026-11-02T12:00:00.000')],
    ],
    [
      'within one day',
      span('2026-11-01T12:00:00.000', '2026-11-01T13:00:00.000'),
      null,
      [span('2026-11-01T12:00:00.000', '2026-11-01T13:00:00.000')],
    ],
    [
      'up to a midnight',
      span('2026-11-01T12:00:00.000', '2026-11-02'),
      null,
      [span('2026-11-01T12:00:00.000', '2026-11-02')],
    ],
  ])('%s is split into whole days and the parts before and after them', (_, whole, days, pieces) => {
    expect(inDays(whole)).toEqual({ days, pieces });
  });
});
