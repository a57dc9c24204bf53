import { JOB_DESCRIPTION_LIMIT_BYTES } from "@reelbus/contracts";
import { createReadStream } from "node:fs";
import { ApiRefusal } from "../client/api-error.ts";
import { UsageError } from "../output/usage-error.ts";

/**
 * Reads what is to be posted from a file, or from standard input when `path` is `-`.
 *
 * @param what it is to be, for example `a job description`
 * @throws UsageError naming the file when it can't be read or is larger than the API takes
 */
export async function readInputFile(path: string, what: string): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  try {
    for await (const chunk of path === "-" ? process.stdin : createReadStream(path)) {
      const bytes = Buffer.from(chunk as Uint8Array);
      sizeBytes += bytes.length;
      if (sizeBytes > JOB_DESCRIPTION_LIMIT_BYTES) break;
      chunks.push(bytes);
    }
  } catch (cause) {
    throw new UsageError(`can't read ${path}; give the path of ${what}, or - for standard input`, { cause });
  }
  if (sizeBytes > JOB_DESCRIPTION_LIMIT_BYTES)
    throw new UsageError(`${path} is larger than ${what} may be: ${JOB_DESCRIPTION_LIMIT_BYTES} bytes`);
  return Buffer.concat(chunks);
}

/** For the `catch` of what posts the file: where the API refuses what is in it, the error names it. */
export function namingFile(path: string): (error: unknown) => never {
  return (error) => {
    if (!(error instanceof ApiRefusal) || error.refusal.Error !== "invalid-request") throw error;
    const name = path === "-" ? "standard input" : path;
    throw new ApiRefusal(error.status, { ...error.refusal, Message: `${name}: ${error.refusal.Message}` });
  };
}
