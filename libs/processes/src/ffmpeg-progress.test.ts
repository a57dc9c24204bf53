import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createProgressParser } from "./ffmpeg-progress.ts";

const BLOCK = "frame=50\nfps=25.0\ntotal_size=N/A\nout_time_us=2000000\nout_time=00:00:02.000000\nspeed=1.5x\n";

describe("createProgressParser", () => {
  it("reads blocks out of pieces of any size", () => {
    const parse = createProgressParser();
    const blocks = Array.from(`${BLOCK}progress=continue\n`).flatMap((character) => parse(character));
    assert.deepEqual(blocks, [{ progress: { outTimeSeconds: 2, speed: 1.5 }, moved: true }]);
  });

  it("tells a stuck encoder from a working one", () => {
    const parse = createProgressParser();
    const moved = [BLOCK, BLOCK, BLOCK.replace("frame=50", "frame=51")].flatMap((block) =>
      parse(`${block}progress=continue\n`).map((one) => one.moved),
    );
    assert.deepEqual(moved, [true, false, true]);
  });

  it("takes what ffmpeg does not know yet, and times before zero", () => {
    const parse = createProgressParser();
    const blocks = parse(
      "out_time_us=N/A\nspeed=N/A\nprogress=continue\nout_time_us=-21333\nspeed= 0.9x\nprogress=end\n",
    );
    assert.deepEqual(
      blocks.map(({ progress }) => progress),
      [
        { outTimeSeconds: 0, speed: null },
        { outTimeSeconds: 0, speed: 0.9 },
      ],
    );
  });
});
