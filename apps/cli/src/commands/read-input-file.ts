import { JOB_DESCRIPTION_LIMIT_BYTES } from "@reelbus/contracts";
import { open } from "node:fs/promises";

/**
 * Reads what is to be posted from a file, or from standard input when `path` is `-`.
 *
 * @param what it is to be, for example `a job description`
 * @throws Error naming the file when it can't be read or is larger than the API takes
 */
export async function readInputFile(path: string, what: string): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  for await (const chunk of await openInput(path, what)) {
    const bytes = Buffer.from(chunk as Uint8Array);
    sizeBytes += bytes.length;
    if (sizeBytes > JOB_DESCRIPTION_LIMIT_BYTES)
      throw new Error(`${path} is larger than ${what} may be: ${JOB_DESCRIPTION_LIMIT_BYTES} bytes`);
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}

async function openInput(path: string, what: string): Promise<AsyncIterable<unknown>> {
  if (path === "-") return process.stdin;
  try {
    return (await open(path)).createReadStream();
  } catch (cause) {
    throw new Error(`can't read ${path}; give the path of ${what}, or - for standard input`, { cause });
  }
}
