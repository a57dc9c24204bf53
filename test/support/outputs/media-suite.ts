import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { before, it } from "node:test";
import { CLOCK_FRAME_RATE, CLOCK_SECONDS, SOUND_BEGINS_AT_SECONDS } from "../clock-film.ts";
import { SEGMENT_SECONDS, type PublishedFilms } from "../clock-jobs.ts";
import { filesBelow } from "../files-below.ts";
import { firstDecodedSeconds, soundBeginsAtSeconds } from "./decode.ts";
import { readPublishedFolder, type PublishedFolder } from "./published-folder.ts";

const RUNGS = ["video/180p", "video/136p", "video/90p"];
const SOUNDS = ["audio/en_stereo", "audio/de_stereo"];
const FRAME_SECONDS = 1 / CLOCK_FRAME_RATE;
const START_TOLERANCE_SECONDS = 0.02;

/** The tests of the segments that were published of the clock film. */
export function describeMedia(published: () => PublishedFilms<"clear" | "clearAgain" | "cbcs" | "cbcsAgain">): void {
  let folder: PublishedFolder;
  const segmentsOf = (rendition: string) =>
    (folder.renditions.get(rendition) ?? assert.fail(`no ${rendition}`)).segments;
  const pathOf = (rendition: string) => join(published().films.clear.folder, rendition);

  before(async () => {
    folder = await readPublishedFolder(published().films.clear.folder);
  });

  it("begins every segment with an IDR key frame, at the same times in every rung", () => {
    const starts = RUNGS.map((rung) =>
      segmentsOf(rung).map(({ packets: [first] }) => ({ at: first?.ptsSeconds, isIdr: first?.isIdr })),
    );
    const expected = [0, 1, 2, 3, 4, 5].map((index) => ({ at: index * SEGMENT_SECONDS, isIdr: true }));
    assert.deepEqual(starts, [expected, expected, expected]);
  });

  it("has the same frames in every rung, without a gap", () => {
    const times = RUNGS.map((rung) => segmentsOf(rung).flatMap(({ packets }) => packets.map((one) => one.ptsSeconds)));
    const frames = Math.round(CLOCK_SECONDS * CLOCK_FRAME_RATE);
    const expected = Array.from({ length: frames }, (_, index) => Number((index * FRAME_SECONDS).toFixed(6)));
    assert.deepEqual(times, [expected, expected, expected]);
  });

  it("lasts as long as the source, within one frame, in picture and sound", () => {
    const ends = [...RUNGS, ...SOUNDS].map((rendition) => {
      const last = segmentsOf(rendition).at(-1)?.packets.at(-1);
      const length = rendition.startsWith("video/") ? FRAME_SECONDS : 1024 / 48_000;
      return { rendition, end: (last?.ptsSeconds ?? NaN) + length };
    });
    for (const { rendition, end } of ends) {
      assert.ok(Math.abs(end - CLOCK_SECONDS) <= FRAME_SECONDS, `${rendition} ends at ${end} s`);
    }
  });

  it("starts picture and sound together", async () => {
    const starts = await Promise.all([...RUNGS, ...SOUNDS].map((rendition) => firstDecodedSeconds(pathOf(rendition))));
    for (const [index, start] of starts.entries()) {
      assert.ok(Math.abs(start) < START_TOLERANCE_SECONDS, `${[...RUNGS, ...SOUNDS][index]} starts at ${start} s`);
    }
  });

  it("keeps the sound where it was in the picture", async () => {
    for (const sound of SOUNDS) {
      const begin = await soundBeginsAtSeconds(pathOf(sound));
      const error = Math.abs(begin - SOUND_BEGINS_AT_SECONDS);
      assert.ok(error < START_TOLERANCE_SECONDS, `${sound}: the tone of 1 s begins at ${begin} s`);
    }
  });

  for (const [name, again] of [
    ["clear", "clearAgain"],
    ["cbcs", "cbcsAgain"],
  ] as const) {
    it(`comes out the same twice: ${name}`, async () => {
      const [first, second] = [published().films[name].folder, published().films[again].folder];
      assert.deepEqual(await digestsOf(second), await digestsOf(first));
    });
  }
}

/** SHA-256 of each file, by its path. */
async function digestsOf(folder: string): Promise<Record<string, string>> {
  const digests = (await filesBelow(folder)).map(async (path): Promise<[string, string]> => {
    const digest = createHash("sha256").update(await readFile(join(folder, path)));
    return [path, digest.digest("hex")];
  });
  return Object.fromEntries(await Promise.all(digests));
}
