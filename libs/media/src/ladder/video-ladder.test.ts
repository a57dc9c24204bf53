import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { VideoRepresentation } from "@reelbus/contracts";
import { planVideoLadder } from "./video-ladder.ts";

function plan(width: number, height: number, representations?: VideoRepresentation[]): string[] {
  return planVideoLadder({ width, height }, { VideoRepresentations: representations }).map(
    (one) => `${one.Width}x${one.Height}@${one.BitrateInKbps}`,
  );
}

describe("ladder V2 for H.264", () => {
  it("has six rungs for full HD, the largest first", () => {
    const expected = ["1920x1080@4500", "1280x720@2450", "960x540@1590", "768x432@1130", "640x360@860", "416x234@320"];
    assert.deepEqual(plan(1920, 1080), expected);
    assert.deepEqual(plan(3840, 2160), expected);
  });

  it("leaves out every rung above the source", () => {
    assert.deepEqual(plan(1280, 720), ["1280x720@2450", "960x540@1590", "768x432@1130", "640x360@860", "416x234@320"]);
    assert.deepEqual(plan(1278, 718)[0], "960x540@1590");
    assert.deepEqual(plan(640, 360), ["640x360@860", "416x234@320"]);
  });

  it("keeps the full size of a film that is wider than 16:9", () => {
    assert.deepEqual(plan(1920, 804), [
      "1920x804@4500",
      "1280x536@2450",
      "960x402@1590",
      "768x322@1130",
      "640x268@860",
      "416x174@320",
    ]);
  });

  it("bounds a narrow picture by the height and an upright one by its shorter side", () => {
    assert.deepEqual(plan(1440, 1080).slice(0, 2), ["1440x1080@4500", "960x720@2450"]);
    assert.deepEqual(plan(1080, 1920).slice(0, 2), ["1080x1920@4500", "720x1280@2450"]);
    assert.deepEqual(plan(1080, 1080).at(-1), "234x234@320");
  });

  it("keeps one rung of the own size, with a scaled bit rate, for a source below the ladder", () => {
    assert.deepEqual(plan(320, 180), ["320x180@216"]);
    assert.deepEqual(plan(161, 91), ["160x90@78"]);
    assert.deepEqual(plan(2, 2), ["2x2@16"]);
  });
});

describe("VideoRepresentations", () => {
  it("replace the ladder, by width, height or both, with the aspect ratio kept", () => {
    const representations = [
      { Width: 640, BitrateInKbps: 700 },
      { Height: 540, BitrateInKbps: 1500 },
      { Width: 320, Height: 320, BitrateInKbps: 200 },
    ];
    assert.deepEqual(plan(1920, 1080, representations), ["960x540@1500", "640x360@700", "320x180@200"]);
  });

  it("are left out when larger than the source, but one remains", () => {
    const representations = [
      { Height: 2160, BitrateInKbps: 9000 },
      { Height: 1080, BitrateInKbps: 4000 },
    ];
    assert.deepEqual(plan(1920, 1080, representations), ["1920x1080@4000"]);
    assert.deepEqual(plan(960, 540, representations), ["960x540@1414"]);
  });

  it("are made once where they are the same", () => {
    const twin = { Width: 640, BitrateInKbps: 700 };
    assert.deepEqual(
      plan(1920, 1080, [twin, { Height: 360, BitrateInKbps: 700 }, { Width: 640, BitrateInKbps: 600 }]),
      ["640x360@700", "640x360@600"],
    );
  });
});
