/** Any schema of the contract. */
export interface MessageSchema<T> {
  safeParse(value: unknown): { success: true; data: T } | { success: false; error: { issues: readonly Issue[] } };
}

interface Issue {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

export type ParsedMessage<T> =
  { readonly readable: true; readonly value: T } | { readonly readable: false; readonly problem: string };

const SHOWN_ISSUES = 5;

/** A message's JSON body as the schema has it, or what is wrong with it: paths and expectations, never values. */
export function parseMessage<T>(data: Uint8Array, schema: MessageSchema<T>): ParsedMessage<T> {
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(data));
  } catch {
    return { readable: false, problem: "not JSON in UTF-8" };
  }
  const parsed = schema.safeParse(json);
  if (parsed.success) return { readable: true, value: parsed.data };
  const issues = parsed.error.issues.slice(0, SHOWN_ISSUES);
  return { readable: false, problem: issues.map((issue) => `${pathOf(issue)}: ${issue.message}`).join("; ") };
}

function pathOf({ path }: Issue): string {
  return path.length === 0 ? "message" : path.map(String).join(".");
}
