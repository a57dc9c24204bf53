import { RE2JS } from "re2js";
import { fileName } from "../probe/file-kind.ts";

/** A customer's regular expression for file names. It matches in linear time (RE2). */
export interface FileExpression {
  /** null when the expression is not found; else the text of its group 1, null for none. */
  match(path: string): { readonly group1: string | null } | null;
}

/**
 * Compiles an expression; none matches nothing. It may match anywhere in the file name (`^` and `$` pin it down). One that
 * holds a slash is matched with the path below the source folder instead.
 */
export function compileExpression(pattern: string | undefined): FileExpression {
  if (pattern === undefined) return { match: () => null };
  const compiled = RE2JS.compile(pattern);
  const wantsPath = pattern.includes("/");
  const hasGroup = compiled.groupCount() > 0;
  return {
    match(path) {
      const matcher = compiled.matcher(wantsPath ? path : fileName(path));
      return matcher.find() ? { group1: hasGroup ? matcher.group(1) : null } : null;
    },
  };
}
