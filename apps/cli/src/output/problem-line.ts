import type { Problem } from "@reelbus/contracts";

/** One problem of a job description in one line: where, and what. */
export function problemLine({ Path, Message }: Problem): string {
  return `${Path === "" ? "(whole body)" : Path}: ${Message}`;
}
