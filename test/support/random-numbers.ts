/** A whole number from 0 to `below` - 1. */
export type Random = (below: number) => number;

/**
 * The same numbers for the same seed, by Mulberry32: small, and good enough for tests.
 *
 * @param seed any whole number of 32 bits
 */
export function randomNumbers(seed: number): Random {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}
