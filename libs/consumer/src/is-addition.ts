import type { lifecycleEventSchema } from "@reelbus/contracts";

/** What a schema of contracts finds in an event. */
export type Issue = NonNullable<ReturnType<typeof lifecycleEventSchema.safeParse>["error"]>["issues"][number];

/** Whether a later version may have added what the schema of this version finds in an event. */
export function isAddition(issue: Issue, event: unknown): boolean {
  const value = valueAt(event, issue.path);
  if (issue.path[0] === "JobDescription") return typeof valueAt(event, ["JobDescription"]) === "object";
  if (issue.code === "unrecognized_keys") return true;
  if (issue.code === "invalid_union") {
    const inPlace = (part: Issue): Issue => ({ ...part, path: [...issue.path, ...part.path] });
    return issue.errors.some((issues) => issues.every((part) => isAddition(inPlace(part), event)));
  }
  return issue.code === "invalid_value" && issue.values.some((known) => typeof known === typeof value);
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((value, part) => {
    if (typeof value !== "object" || value === null) return undefined;
    return (value as Record<PropertyKey, unknown>)[part];
  }, input);
}
