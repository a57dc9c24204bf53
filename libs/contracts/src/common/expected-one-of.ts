/** So much of a wrong value is repeated that its sender finds it. */
const SHOWN_CHARACTERS = 40;

/**
 * What a property with listed values takes, and what came instead where that is a single value. Never for a property
 * that holds a secret: messages are shown and logged.
 */
export function expectedOneOf(values: readonly string[], input: unknown, note = ""): string {
  return `expected one of ${values.join(", ")}${note}${notWhatCame(input)}`;
}

function notWhatCame(input: unknown): string {
  if (typeof input !== "string") return ["number", "boolean"].includes(typeof input) ? `, not ${String(input)}` : "";
  const shown = input.length > SHOWN_CHARACTERS ? `${input.slice(0, SHOWN_CHARACTERS)}...` : input;
  return `, not ${JSON.stringify(shown)}`;
}
