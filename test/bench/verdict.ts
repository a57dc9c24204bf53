import type { BenchLimit } from "./bench.ts";

/** A limit and how the measurement stands to it. */
export interface Verdict extends BenchLimit {
  readonly held: boolean;
  /** Measured / limit: at most 1 holds an upper limit, at least 1 a lower one. With both, of the one nearer to a miss. */
  readonly ratio: number;
}

/** @throws Error when nothing was promised: a limit without a bound would always hold. */
export function judge(limit: BenchLimit): Verdict {
  const { what, measured, atMost, atLeast } = limit;
  const upper = atMost === undefined ? [] : [{ held: measured <= atMost, ratio: measured / atMost }];
  const lower = atLeast === undefined ? [] : [{ held: measured >= atLeast, ratio: measured / atLeast }];
  const [first, ...others] = [...upper, ...lower];
  if (first === undefined) throw new Error(`nothing is promised for: ${what}`);
  const worst = others.find(({ held }) => !held) ?? first;
  return { ...limit, held: first.held && worst.held, ratio: worst.ratio };
}
