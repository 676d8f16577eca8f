// The arithmetic of the benchmarks.

/** @returns the middle value; of an even number of them the mean of the two in the middle; `null` of none */
export function median(values) {
  if (values.length === 0) return null;
  const sorted = values.toSorted((one, other) => one - other);
  const middle = sorted.length / 2;
  return (sorted[Math.ceil(middle) - 1] + sorted[Math.floor(middle)]) / 2;
}

/** @param part between 0 and 1. @returns the least value that so large a part of them does not exceed; `null` of none */
export function percentile(values, part) {
  if (values.length === 0) return null;
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.max(Math.ceil(sorted.length * part) - 1, 0)];
}

/** @returns the least and the greatest; `null` of none */
export function spread(values) {
  return values.length === 0 ? null : [Math.min(...values), Math.max(...values)];
}

/** Whether values lie within so large a part of their greatest of each other. */
export function isFlat(values, part) {
  const [least, greatest] = spread(values);
  return greatest - least <= greatest * part;
}

/** Pairs what was measured in the same round, so that a slow moment of the machine weighs on both. */
export function pairwise(values, others, combine) {
  return values.map((value, round) => combine(value, others[round]));
}
