import type { Problem } from "../api/problem.ts";
import { REDACTED } from "../common/secret.ts";
import { isPlaceholder } from "./secrets.ts";

/** An echoed description posted again holds placeholders where secrets were: say so instead of failing later. */
export function placeholderProblems(value: unknown, path = "", name = ""): Problem[] {
  if (typeof value === "string")
    return isPlaceholder(name, value)
      ? [{ Path: path, Reason: "invalid-value", Message: `${REDACTED} is a placeholder; put in the secret itself` }]
      : [];
  if (typeof value !== "object" || value === null || name === "UserData") return [];
  return Object.entries(value).flatMap(([key, item]) =>
    Array.isArray(value)
      ? placeholderProblems(item, `${path}[${key}]`, name)
      : placeholderProblems(item, path === "" ? key : `${path}.${key}`, key),
  );
}
