import type { JobDescriptionInput } from "@reelbus/contracts";
import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { openBadInputBench, type BadInputBench } from "../../support/bad-input-bench.ts";
import { smallJob } from "../../support/job.ts";
import { mutateMedia } from "../../support/mutate-media.ts";
import { makeTinyMedia, TINY_KINDS, type TinyKind } from "../../support/tiny-media.ts";

const INPUTS_OF_A_KIND = 50;
/** The first seed; another one tries other damage. */
const FIRST_SEED = Number(process.env["REELBUS_TEST_SEED"] ?? 1);
/** Every fourth job asks for images too. */
const WITH_IMAGES: Partial<JobDescriptionInput> = {
  ImageExtraction: { Intervals: [0, 50, 100] },
  Thumbnails: { Generate: true },
};
const SCALE = ["acquisition=4", "media-mapping=3", "encoding=3", "image-extraction=2", "publishing=4"];
/** For all of them: they wait for each other. */
const TIMEOUT_MS = 230_000;

interface DamagedInput {
  readonly jobId: string;
  /** What it takes to make the same input again. */
  readonly recipe: string;
}

describe("damaged media", () => {
  let bench: BadInputBench;
  const inputs = new Map<TinyKind, DamagedInput[]>();

  before(async () => {
    const args = SCALE.flatMap((one) => ["--scale", one]);
    bench = await openBadInputBench("damaged-media", { args, timeoutMs: TIMEOUT_MS });
    for (const [index, kind] of TINY_KINDS.entries()) {
      const first = FIRST_SEED + index * INPUTS_OF_A_KIND;
      const seeds = Array.from({ length: INPUTS_OF_A_KIND }, (_, offset) => first + offset);
      const posted: DamagedInput[] = [];
      for (const seed of seeds) posted.push(await post(kind, seed));
      inputs.set(kind, posted);
    }
  });
  after(() => bench[Symbol.asyncDispose]());

  async function post(kind: TinyKind, seed: number): Promise<DamagedInput> {
    const { bytes, damage } = mutateMedia(await makeTinyMedia(kind), seed);
    const source = await bench.lay(`${kind}-${seed}`, { [`film.${kind}`]: bytes });
    const published = join(bench.folder, `published-${kind}-${seed}`);
    const job = smallJob({ source, published }, seed % 4 === 0 ? WITH_IMAGES : {});
    const recipe = `mutateMedia(await makeTinyMedia("${kind}"), ${seed}): ${damage}`;
    return { recipe, jobId: await bench.submit(job) };
  }

  for (const kind of TINY_KINDS)
    it(`${INPUTS_OF_A_KIND} times ${kind}: each job ends once, with 1000, 2000 or success`, async (t) => {
      const endings = new Map<string, number>();
      for (const { jobId, recipe } of inputs.get(kind) ?? [])
        try {
          const ending = await endingOf(jobId);
          endings.set(ending, (endings.get(ending) ?? 0) + 1);
        } catch (error) {
          throw new Error(`${recipe}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
        }
      t.diagnostic(`from seed ${FIRST_SEED}: ${JSON.stringify(Object.fromEntries(endings))}`);
      assert.ok(endings.size > 1, "every input ends alike: the damage is no damage, or too much");
    });

  it("leaves the system alive, and nothing else", async () => {
    const source = await bench.lay("good", { "film.mp4": await makeTinyMedia("mp4") });
    const published = join(bench.folder, "published-good");
    await bench.succeeds(await bench.submit(smallJob({ source, published }, WITH_IMAGES)));
    await bench.leavesNothing();
  });

  async function endingOf(jobId: string): Promise<string> {
    const last = (await bench.ended(jobId)).at(-1);
    if (last?.EventType !== "FinalError") return "success";
    const { ErrorCode, Reason, Message } = last;
    assert.ok(ErrorCode === 1000 || ErrorCode === 2000, `${ErrorCode} ${Reason} ${Message}`);
    bench.tellsNothingOfTheMachine(Message);
    return Reason;
  }
});
