/** The middle value; of an even number of them the mean of the two in the middle. @throws Error when there is none. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  const upper = sorted[Math.floor(sorted.length / 2)];
  const lower = sorted[Math.floor((sorted.length - 1) / 2)];
  if (upper === undefined || lower === undefined) throw new Error("there is no median of nothing");
  return (upper + lower) / 2;
}

/** The smallest value that at least so many per cent are not above (nearest rank). @throws Error when there is none. */
export function percentile(values: readonly number[], percent: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  const found = sorted[Math.max(0, Math.ceil((sorted.length * percent) / 100) - 1)];
  if (found === undefined) throw new Error("there is no percentile of nothing");
  return found;
}

/**
 * The same for measurements that were cut off to whole numbers: how far the rank is among those with the same number tells
 * the part that was cut off. @throws Error when there is none.
 */
export function percentileOfWhole(values: readonly number[], percent: number): number {
  const found = percentile(values, percent);
  const below = values.filter((value) => value < found).length;
  const equal = values.filter((value) => value === found).length;
  return found + ((values.length * percent) / 100 - below) / equal;
}
