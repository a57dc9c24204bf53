import { EVENT_TYPES, lifecycleEventSchema } from "@reelbus/contracts";
import { eventExamples } from "@reelbus/contracts/testing";
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { eventLine } from "./event-line.ts";

const details: Readonly<Record<(typeof EVENT_TYPES)[number], string>> = {
  JobCreated: "019ab5c2-7e10-7c4a-9b1e-3d5f60718293",
  AcquisitionProgress: "100 % 734.0 MB",
  ContentAcquired: "3 files, 734.0 MB",
  ContentMapped: "1920x1080 prores, audio en, subtitles de, captions none",
  ContentPreProcessed: "5400.2 s",
  VideoEncodingStarted: "1080p at 4500k, 720p at 2450k",
  EncodingProgress: "100 % 1.5x 0 s left",
  EncodingFinished: "2 representations",
  ImagesExtracted: "3 pictures, 2 thumbnail sheets",
  ContentPublished: "cmaf 4083 files, 4860.2 MB",
  JobSuccess: "waited 1.80 s, processed 3670.30 s",
  FinalError:
    "2000 EncodingError (no-video) in Media Mapping: No file was mapped as the video. Check VideoStreamExpression against the file names: notes.txt",
};

function lineWith(type: (typeof EVENT_TYPES)[number], payload: object): string {
  return eventLine(lifecycleEventSchema.parse({ ...eventExamples[type], ...payload }));
}

describe("an event's line", () => {
  for (const type of EVENT_TYPES)
    it(`tells what matters of ${type}`, () => {
      const [, name, detail] = /^\d\d:\d\d:\d\d\.\d{3} {2}(\S+) +(.*)$/u.exec(eventLine(eventExamples[type])) ?? [];
      assert.deepEqual([name, detail], [type, details[type]]);
    });

  it("tells small sizes in kB", () => {
    const line = (BytesAcquired: number) => lineWith("AcquisitionProgress", { BytesAcquired });
    assert.match(line(1_234), / 1\.2 kB$/u);
    assert.match(line(100_000), / 0\.1 MB$/u);
  });

  it("leaves out what is not known of the encoding's progress", () => {
    const unknown = { Progress: 5, Speed: null, EstimatedSecondsLeft: null };
    assert.match(lineWith("EncodingProgress", unknown), / {3}5 %$/u);
  });
});
