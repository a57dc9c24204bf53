import type { FileHandle } from "node:fs/promises";

const CHUNK_BYTES = 1024 * 1024;

interface CopyOptions {
  readonly signal: AbortSignal;
  readonly onBytes: (deltaBytes: number) => void;
  /** Turns what reading throws into what the copy rejects with; what writing throws is left as it is. */
  readFailure(error: unknown): unknown;
}

/** Copies from one open file's start to another, a chunk at a time, so that an abort ends it soon. */
export async function copyBytes(from: FileHandle, to: FileHandle, options: CopyOptions): Promise<void> {
  const buffer = Buffer.allocUnsafe(CHUNK_BYTES);
  for (let position = 0; ;) {
    options.signal.throwIfAborted();
    const length = await readAt(from, buffer, position, options);
    if (length === 0) return;
    await to.writeFile(buffer.subarray(0, length));
    position += length;
    options.onBytes(length);
  }
}

async function readAt(from: FileHandle, buffer: Buffer, position: number, options: CopyOptions): Promise<number> {
  try {
    const { bytesRead } = await from.read(buffer, 0, buffer.length, position);
    return bytesRead;
  } catch (error) {
    throw options.readFailure(error);
  }
}
