import type { Span, UsageSpan } from '../journal/index.js';

const DAY_MS = 86_400_000;

/** Splits a time range into its whole days in UTC, and the parts of days at its ends. */
export function inDays(span: Span): UsageSpan {
  const { from, to } = span;
  const first = new Date(Math.ceil(from.getTime() / DAY_MS) * DAY_MS);
  const end = to && new Date(Math.floor(to.getTime() / DAY_MS) * DAY_MS);
  if (end && end < first) return { days: null, pieces: [span] };
  const pieces = [
    { from, to: first },
    { from: end ?? first, to: to ?? first },
  ];
  const isEmpty = end !== null && end.getTime() === first.getTime();
  return { days: isEmpty ? null : { from: first, to: end }, pieces: pieces.filter((piece) => piece.from < piece.to) };
}
