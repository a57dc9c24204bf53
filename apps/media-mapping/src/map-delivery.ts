import type { MediaMappingResult } from "@reelbus/contracts";
import { doubtedSounds, fileRoles, mapMedia, withMeasuredSounds, type DeliveredFile } from "@reelbus/media";
import type { PhaseContext } from "@reelbus/phase-worker";
import { mapConcurrently } from "./map-concurrently.ts";
import { measureSounds, tellMeasured } from "./measure-sounds.ts";
import { readDeliveredFile } from "./read-delivered-file.ts";

/** A probe reads little, mostly waits, and is one process. */
const FILES_AT_ONCE = 4;
/** As far as the phase is when it has read all; measuring sounds, which is rare and may take minutes, is the rest. */
const READ_PERCENT = 50;

/** Reads the acquired files and decides which stream of which file makes the film. */
export async function mapDelivery(context: PhaseContext<"Media Mapping">): Promise<MediaMappingResult> {
  const { input, signal } = context;
  const { folder, files } = input.acquisition;
  const mappings = context.description.MediaMappings;
  const roles = fileRoles(
    files.map(({ path }) => path),
    mappings,
  );
  let read = 0;
  const delivered = await mapConcurrently(roles, FILES_AT_ONCE, async (role): Promise<DeliveredFile> => {
    const file = await readDeliveredFile(role, context.resolve(`${folder}/${role.path}`), signal);
    read += 1;
    context.progress((read / roles.length) * READ_PERCENT, {});
    return file;
  });
  const told = mapMedia(delivered, mappings);
  const sounds = await measureSounds(doubtedSounds(told, delivered), {
    sourcePath: (file) => context.resolve(`${folder}/${file}`),
    signal,
    progress: (part) => context.progress(READ_PERCENT + part * (100 - READ_PERCENT), {}),
  });
  context.progress(100, {});
  if (sounds.length === 0) return { sourceFolder: folder, ...told };
  const measured = mapMedia(withMeasuredSounds(delivered, sounds), mappings);
  return { sourceFolder: folder, ...measured, warnings: [...measured.warnings, ...sounds.map(tellMeasured)] };
}
