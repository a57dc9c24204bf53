/** Keeps the end of a text of any length. */
export interface TextTail {
  add(chunk: string): void;
  read(): string;
}

/** @param limit characters to keep. */
export function createTextTail(limit: number): TextTail {
  let tail = "";
  return {
    add(chunk) {
      tail = (tail + chunk).slice(-limit);
    },
    read: () => tail,
  };
}
