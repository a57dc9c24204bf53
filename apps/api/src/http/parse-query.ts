import { messageOfIssue, toProblems } from "@reelbus/contracts";
import type { z } from "zod";
import { RefusedRequest } from "../answer.ts";

/**
 * The query of a request as its schema wants it.
 * @throws RefusedRequest 400 with every problem
 */
export function parseQuery<Schema extends z.ZodType>(schema: Schema, query: unknown): z.output<Schema> {
  const parsed = schema.safeParse(query, { error: messageOfIssue });
  if (parsed.success) return parsed.data;
  const problems = toProblems(parsed.error.issues, query);
  throw new RefusedRequest(400, "invalid-request", "The query has problems.", { problems });
}
