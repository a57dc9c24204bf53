import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { DEFAULT_AUDIO_REPRESENTATIONS, type AudioRepresentation } from "@reelbus/contracts";
import { planAudioLadder } from "./audio-ladder.ts";

function plan(channels: number[], representations: AudioRepresentation[]): string[] {
  return planAudioLadder(
    channels.map((Channels) => ({ Channels })),
    representations,
  ).map((one) => `${one.stream}: ${one.channels}ch@${one.bitrateKbps}`);
}

const surround = { BitrateInKbps: 384, Sound: "5.1", AudioFormat: "AAC", Create: "Always" } as const;
const surroundWhereIs = { ...surround, Create: "OnMatchingSound" } as const;
const stereo = { BitrateInKbps: 128, Sound: "Stereo", AudioFormat: "AAC", Create: "Always" } as const;

describe("planAudioLadder", () => {
  it("makes stereo of stereo by default, and no mono", () => {
    assert.deepEqual(plan([2], DEFAULT_AUDIO_REPRESENTATIONS), ["0: 2ch@128"]);
  });

  it("never upmixes: mono stays mono", () => {
    assert.deepEqual(plan([1], DEFAULT_AUDIO_REPRESENTATIONS), ["0: 1ch@128", "0: 1ch@64"]);
    assert.deepEqual(plan([1, 2, 4], [surround]), ["0: 1ch@384", "1: 2ch@384", "2: 2ch@384"]);
  });

  it("keeps 5.1 of six channels and more", () => {
    assert.deepEqual(plan([6, 8], [surround, stereo]), ["0: 6ch@384", "0: 2ch@128", "1: 6ch@384", "1: 2ch@128"]);
  });

  it("makes OnMatchingSound where the stream has that sound", () => {
    assert.deepEqual(plan([6, 2], [stereo, surroundWhereIs]), ["0: 2ch@128", "0: 6ch@384", "1: 2ch@128"]);
    assert.deepEqual(plan([5], [stereo, surroundWhereIs]), ["0: 2ch@128"]);
  });

  it("makes nothing of a stream that matches nothing", () => {
    assert.deepEqual(plan([2, 6], [surroundWhereIs]), ["1: 6ch@384"]);
  });
});
