import { mkdir, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { ReelbusError, type EncodingResult, type MediaMappingResult } from "@reelbus/contracts";
import {
  DECODED_IMAGES_FOLDER,
  describeRepresentations,
  encodingPlanOf,
  PACKAGE_FOLDER,
  planEncoding,
  planRenditions,
  protectionOf,
  WORK_FOLDER,
  type FfmpegCommand,
  type Renditions,
} from "@reelbus/media";
import type { PhaseContext } from "@reelbus/phase-worker";
import { runFfmpeg } from "@reelbus/processes";
import { checkLength } from "./check-length.ts";
import { encodedProgress, encodingProgress, packagedProgress } from "./encoding-progress.ts";
import { packageFilm } from "./package-film.ts";
import { prepareText } from "./prepare-text.ts";
import { explainFailure, requireMedia } from "./require-media.ts";
import { runSideBySide } from "./run-side-by-side.ts";
import { slowestProgress } from "./slowest-progress.ts";

type Context = PhaseContext<"Encoding">;

/** Encodes the mapped streams, takes the images on the way, and packages all as CMAF with DASH and HLS manifests. */
export async function encode(context: Context): Promise<EncodingResult> {
  const { folder, signal } = context;
  const { mapping } = context.input;
  const { ContentProcessing: processing } = context.description;
  const sourcePath = (file: string) => context.resolve(`${mapping.sourceFolder}/${file}`);

  const planned = planRenditions(mapping, processing, context.description);
  const plan = encodingPlanOf(processing, planned);
  await context.planned(plan);
  await mkdir(join(folder.path, WORK_FOLDER));
  await mkdir(join(folder.path, PACKAGE_FOLDER));
  for (const { file } of planned.images) await mkdir(join(folder.path, dirname(file)), { recursive: true });

  const text = await prepareText(planned.text, { folder: folder.path, sourcePath, signal });
  const renditions = { ...planned, text: text.renditions };
  const speed = await runEncoder(context, planEncoding(mapping, processing, renditions, sourcePath)).catch(
    async (error: unknown) => {
      throw await explainFailure(error, mapping, { folder: folder.path, sourcePath, signal });
    },
  );
  await requireMedia(renditions, mapping, folder.path);
  const { manifests, measured } = await packageFilm(renditions, processing, { folder: folder.path, signal });
  const madeSeconds = measured.get(renditions.video[0]?.folder ?? "")?.durationSeconds ?? 0;
  const lengthWarning = checkLength(mapping, madeSeconds);
  await rm(join(folder.path, WORK_FOLDER), { recursive: true });
  const last = packagedProgress(speed);
  context.progress(last.percent, last.details);
  return {
    folder: `${folder.relative}/${PACKAGE_FOLDER}`,
    images: planned.images.length === 0 ? null : `${folder.relative}/${DECODED_IMAGES_FOLDER}`,
    plan,
    representations: describeRepresentations(renditions, measured, protectionOf(processing)),
    manifests,
    warnings: [
      ...text.warnings,
      ...unmatchedAudio(mapping, renditions),
      ...(lengthWarning === null ? [] : [lengthWarning]),
    ],
  };
}

/** @returns the encoders' last speed. */
async function runEncoder(context: Context, commands: readonly FfmpegCommand[]): Promise<number | null> {
  const { mapping } = context.input;
  if (commands.length === 0) throw new ReelbusError("no-video", "The source has neither video nor audio to encode.");
  const mainFile = mapping.video?.File ?? mapping.audio[0]?.File ?? "The source";
  const progress = slowestProgress(commands.length);
  await runSideBySide(commands, context.signal, (command, signal, index) =>
    runFfmpeg(command, {
      signal,
      cwd: context.folder.path,
      failure: {
        reason: "encoding-failed",
        message: `${mainFile} could not be encoded. It may be damaged: check that it plays to its end.`,
      },
      onProgress(reported) {
        const { percent, details } = encodingProgress(mapping.durationSeconds, progress.add(index, reported));
        context.progress(percent, details);
      },
    }),
  );
  const { speed } = progress.slowest();
  const encoded = encodedProgress(speed);
  context.progress(encoded.percent, encoded.details);
  return speed;
}

function unmatchedAudio(mapping: MediaMappingResult, renditions: Renditions): string[] {
  const made = new Set(renditions.audio.map(({ stream }) => stream));
  return mapping.audio.flatMap(({ File, Tracks, Channels }, index) => {
    if (made.has(index)) return [];
    const channels = Channels === 1 ? "1 channel" : `${Channels} channels`;
    return [`${File}, track ${Tracks.join("+")}: no audio representation is for ${channels}, so it was left out.`];
  });
}
