import type { Problem } from "@reelbus/contracts";

/** One problem of what was posted in one line: where, and what. */
export function problemLine({ Path, Message }: Problem): string {
  return `${Path === "" ? "(the whole file)" : Path}: ${Message}`;
}
