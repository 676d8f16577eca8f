import { isFlat, median, pairwise, percentile, spread } from './numbers.mjs';

describe('the median', () => {
  it('is the middle, in whatever order the values come', () => {
    expect(median([9, 1, 100])).toBe(9);
    expect(median([7])).toBe(7);
  });

  it('of an even number lies between the two in the middle', () => expect(median([10, 1, 2, 3])).toBe(2.5));

  it('of nothing is nothing, not 0', () => expect(median([])).toBeNull());

  it('leaves the values in their order', () => {
    const values = [3, 1, 2];
    median(values);
    expect(values).toEqual([3, 1, 2]);
  });
});

describe('a percentile', () => {
  const hundred = Array.from({ length: 100 }, (_, n) => 100 - n);

  it('is a value that so many do not exceed', () => {
    expect(percentile(hundred, 0.99)).toBe(99);
    expect(percentile(hundred, 0.5)).toBe(50);
  });

  it('of few is the greatest rather than one beyond it', () => {
    expect(percentile([1, 2, 3], 0.99)).toBe(3);
    expect(percentile([4], 0.01)).toBe(4);
    expect(percentile([], 0.99)).toBeNull();
  });
});

describe('a spread', () => {
  it('goes from the least to the greatest', () => {
    expect(spread([2, 10, 9])).toEqual([2, 10]);
    expect(spread([])).toBeNull();
  });

  it('is flat within a part of the greatest', () => {
    expect(isFlat([96, 100, 98], 0.05)).toBe(true);
    expect(isFlat([94, 100, 98], 0.05)).toBe(false);
  });
});

describe('pairs', () => {
  it('are of the same round', () => expect(pairwise([10, 2], [5, 4], (own, other) => own / other)).toEqual([2, 0.5]));
});
