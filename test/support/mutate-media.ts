import { randomNumbers, type Random } from "./random-numbers.ts";

/** How much of a file is looked on as its head: where containers keep what describes all the rest. */
const HEAD_BYTES = 4096;
const MOST_FLIPS = 64;

/** A damaged copy. */
export interface DamagedMedia {
  readonly bytes: Uint8Array;
  /** What was done, for the message of a test that fails. */
  readonly damage: string;
}

type Damage = (bytes: Uint8Array, random: Random) => DamagedMedia;

const DAMAGES: readonly Damage[] = [
  (bytes, random) => flipped(bytes, bytes.length, random),
  (bytes, random) => flipped(bytes, Math.min(HEAD_BYTES, bytes.length), random),
  cutOff,
  cutOut,
  (bytes, random) => {
    const cut = cutOff(bytes, random);
    const flips = flipped(cut.bytes, cut.bytes.length, random);
    return { bytes: flips.bytes, damage: `${cut.damage}, ${flips.damage}` };
  },
];

/**
 * Damages a copy of a media file: bytes flipped anywhere or in its head, its end cut off, a piece cut out of it, or its
 * end cut off and bytes flipped. The same bytes and seed always make the same copy.
 *
 * @param original at least 2 bytes
 * @param seed any whole number of 32 bits
 */
export function mutateMedia(original: Uint8Array, seed: number): DamagedMedia {
  const random = randomNumbers(seed);
  const damage = DAMAGES[random(DAMAGES.length)] ?? cutOff;
  return damage(original, random);
}

function flipped(original: Uint8Array, within: number, random: Random): DamagedMedia {
  const bytes = Uint8Array.from(original);
  const count = 1 + random(MOST_FLIPS);
  for (let flip = 0; flip < count; flip++) {
    const at = random(within);
    // Never 0: the byte must become another one.
    bytes[at] = (bytes[at] ?? 0) ^ (1 + random(255));
  }
  return { bytes, damage: `${count} bytes flipped below ${within}` };
}

function cutOff(original: Uint8Array, random: Random): DamagedMedia {
  const length = random(original.length);
  return { bytes: original.slice(0, length), damage: `cut off at ${length}` };
}

function cutOut(original: Uint8Array, random: Random): DamagedMedia {
  const from = random(original.length - 1);
  const to = from + 1 + random(original.length - from - 1);
  const bytes = Uint8Array.from([...original.subarray(0, from), ...original.subarray(to)]);
  return { bytes, damage: `cut out from ${from} to ${to}` };
}
