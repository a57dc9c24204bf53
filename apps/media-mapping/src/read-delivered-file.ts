import { ReelbusError } from "@reelbus/contracts";
import {
  readMediaFile,
  unreadable,
  withDecodableCodecs,
  type DeliveredFile,
  type FileRole,
  type MediaFile,
} from "@reelbus/media";
import { decodableCodecs, probe } from "@reelbus/processes";
import { inspectMp4 } from "./inspect-mp4.ts";
import { readTextFormat } from "./read-text-format.ts";

/**
 * Reads of a file what the mapping needs for its role.
 * @param path the file on this machine; messages name it as the role does
 * @throws ReelbusError `unreadable-media`; after an abort, anything
 */
export async function readDeliveredFile(role: FileRole, path: string, signal: AbortSignal): Promise<DeliveredFile> {
  switch (role.reading) {
    case "none":
      return { kind: "unread", path: role.path };
    case "text":
    case "text-if-readable":
      return { kind: "text", path: role.path, format: await readTextFormat(path, signal) };
    case "media":
      return { kind: "media", path: role.path, media: await readMedia(role.path, path, signal) };
    case "media-if-readable":
      try {
        return { kind: "media", path: role.path, media: await readMedia(role.path, path, signal) };
      } catch (error) {
        if (isUnreadable(error)) return { kind: "unread", path: role.path };
        throw error;
      }
  }
}

async function readMedia(name: string, path: string, signal: AbortSignal): Promise<MediaFile> {
  const findings = await inspectMp4(path, signal);
  if (findings?.complete === false)
    throw new ReelbusError("unreadable-media", `${name} is incomplete: its end is missing. Deliver it again.`);
  const file = readMediaFile(name, await probeAs(name, path, signal), findings?.encrypted);
  return withDecodableCodecs(file, await decodableCodecs(signal));
}

/** Probes; the prober knows the file by its path on this machine, customers know it by `name`. */
async function probeAs(name: string, path: string, signal: AbortSignal): Promise<unknown> {
  try {
    return await probe(path, signal);
  } catch (error) {
    throw isUnreadable(error) ? unreadable(name, error) : error;
  }
}

function isUnreadable(error: unknown): error is ReelbusError {
  return error instanceof ReelbusError && error.reason === "unreadable-media";
}
