import { open } from "node:fs/promises";
import { inspectIsoMedia, type IsoMediaFindings } from "@reelbus/media";

/**
 * What the boxes of an MP4 or MOV file tell beside ffprobe; null for a file of another format.
 * @throws the signal's reason after an abort
 */
export async function inspectMp4(path: string, signal: AbortSignal): Promise<IsoMediaFindings | null> {
  await using file = await open(path);
  const { size } = await file.stat();
  return await inspectIsoMedia(async (offset, lengthBytes) => {
    signal.throwIfAborted();
    const { buffer, bytesRead } = await file.read(new Uint8Array(lengthBytes), 0, lengthBytes, offset);
    return buffer.subarray(0, bytesRead);
  }, size);
}
