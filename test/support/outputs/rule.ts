/** One requirement of a standard, as a check of `T`. */
export interface Rule<T> {
  /** Where the standard says it, for example `RFC 8216, 4.3.3.1`. */
  readonly section: string;
  /** What it says, as a sentence. */
  readonly says: string;
  /** What breaks it; empty when it is kept. */
  readonly breaches: (subject: T) => string[];
}

/** The complaint, unless `kept` is true. */
export function unless(kept: boolean, complaint: string): string[] {
  return kept ? [] : [complaint];
}

/** What occurs more than once. */
export function repeated(values: readonly string[]): string[] {
  return values.filter((value, index) => values.indexOf(value) !== index);
}
