/** A Unicode class such as `\p{L}` becomes a table of hundreds of ranges. */
const UNICODE_CLASS_SIZE = 10;
/** A range of other characters than ASCII may be folded to lower case one by one. */
const WIDE_RANGE_SIZE = 1000;

/**
 * Roughly how many instructions a regular expression compiles to. The engine matches in linear time, but it writes a
 * counted repetition out, so `a{1000}` is a thousand instructions: a few hundred such expressions in one job
 * description would hold a service up for minutes.
 */
export function expressionSize(pattern: string): number {
  const open = [{ total: 0, last: 0 }];
  const tokens = /\\p(?:\{[^}]*\}|.)|\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\{(\d+)(?:,(\d*))?\}|[^]/giu;
  for (const [token, least, most] of pattern.matchAll(tokens)) {
    const group = open.at(-1) ?? { total: 0, last: 0 };
    if (token === "(") {
      open.push({ total: 0, last: 0 });
    } else if (token === ")" && open.length > 1) {
      open.pop();
      add(open.at(-1), group.total);
    } else if (least !== undefined) {
      const times = Math.max(Number(least), Number(most ?? 0));
      group.total += group.last * Math.max(times - 1, 0);
      group.last *= Math.max(times, 1);
    } else {
      add(group, sizeOfAtom(token));
    }
  }
  return open.reduce((sum, { total }) => sum + total, 0);
}

function sizeOfAtom(token: string): number {
  const classes = [...token.matchAll(/\\p/giu)].length;
  const isWideRange = token.startsWith("[") && /\\x|[^\0-\x7f]/iu.test(token);
  return 1 + classes * UNICODE_CLASS_SIZE + (isWideRange ? WIDE_RANGE_SIZE : 0);
}

function add(group: { total: number; last: number } | undefined, size: number): void {
  if (group === undefined) return;
  group.total += size;
  group.last = size;
}
