import { ReelbusError, type JobDescription, type PublishingResult } from "@reelbus/contracts";
import type { PhaseContext, PhaseHandler } from "@reelbus/phase-worker";
import { openTarget, runBounded, type StorageOptions, type Target } from "@reelbus/storage";
import { listOutputs, type OutputFile } from "./list-outputs.ts";
import { planPublication, type Publication } from "./plan-publication.ts";

const PUTS_AT_ONCE = 8;

type OutputFormat = JobDescription["ContentProcessing"]["OutputFormat"][number];

const TYPES = { Cmaf: "cmaf" } as const satisfies Record<OutputFormat, PublishingResult["published"][number]["type"]>;

/**
 * The handler of the phase Publishing: puts the film, with the pictures' folder laid over it, where the job description
 * wants it, and the pictures into a location of their own if one is named. Files that an earlier film left in the same
 * folder stay, unless they have the same path.
 */
export function createPublishingHandler(options: StorageOptions): PhaseHandler<"Publishing"> {
  return async (context) => {
    const { ContentPublishing, ContentProcessing, ImageExtraction } = context.description;
    const { manifests } = context.input.encoding;
    const publication = await plan(context);

    const owned = { ...options, owner: context.work.jobId };
    const target = openTarget(ContentPublishing, owned);
    const pictureTarget = ImageExtraction?.Location === undefined ? null : openTarget(ImageExtraction.Location, owned);
    try {
      await publish(publication, target, pictureTarget, context);
      const files = publication.steps.flat();
      return {
        published: ContentProcessing.OutputFormat.map((format) => ({
          type: TYPES[format],
          location: target.location(),
          totalFiles: files.length,
          totalSizeBytes: files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
        })),
        output: { dash: target.location(manifests.dash), hls: target.location(manifests.hls) },
      };
    } finally {
      await Promise.all([target.close(), pictureTarget?.close()]);
    }
  };
}

async function plan(context: PhaseContext<"Publishing">): Promise<Publication> {
  const { encoding, images } = context.input;
  const folders = [encoding.folder, ...(images.folder === null ? [] : [images.folder])];
  const outputs = await listOutputs(folders.map((folder) => context.resolve(folder)));
  const paths = new Set(outputs.map(({ path }) => path));
  if (!paths.has(encoding.manifests.dash) || !paths.has(encoding.manifests.hls))
    throw new ReelbusError("internal", "The encoded film is no longer in the workspace.");
  return planPublication({
    outputs,
    manifests: encoding.manifests,
    images,
    picturesElsewhere: context.description.ImageExtraction?.Location !== undefined,
  });
}

async function publish(
  { steps, pictures }: Publication,
  target: Target,
  pictureTarget: Target | null,
  context: PhaseContext<"Publishing">,
): Promise<void> {
  const total = pictures.length + steps.flat().length;
  let done = 0;
  const putAll = (files: readonly OutputFile[], to: Target) =>
    runBounded(files, PUTS_AT_ONCE, context.signal, async ({ localPath, path }, signal) => {
      await to.put(localPath, path, signal);
      done += 1;
      context.progress((done / total) * 100, {});
    });

  if (pictureTarget !== null) await putAll(pictures, pictureTarget);
  for (const step of steps) await putAll(step, target);
}
