import { periodAt } from './period.js';

describe('the period that is running', () => {
  it.each([
    ['day', '2026-11-25T00:00:00.000Z', '2026-11-25', '2026-11-26'],
    ['day', '2026-11-25T23:59:59.999Z', '2026-11-25', '2026-11-26'],
    ['day', '2026-12-31T12:00:00.000Z', '2026-12-31', '2027-01-01'],
    ['day', '2028-02-28T12:00:00.000Z', '2028-02-28', '2028-02-29'],
    ['month', '2026-11-01T00:00:00.000Z', '2026-11-01', '2026-12-01'],
    ['month', '2026-11-30T23:59:59.999Z', '2026-11-01', '2026-12-01'],
    ['month', '2026-12-31T23:59:59.999Z', '2026-12-01', '2027-01-01'],
  ] as const)('of a %s at %s goes from %s to %s, whatever the time zone', (period, at, from, until) => {
    expect(periodAt(period, new Date(at))).toEqual({
      from: new Date(`${from}T00:00:00.000Z`),
      until: new Date(`${until}T00:00:00.000Z`),
    });
  });
});
