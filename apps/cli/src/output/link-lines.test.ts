import type { LifecycleEvent } from "@reelbus/contracts";
import { eventExamples } from "@reelbus/contracts/testing";
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { isOfLinks, linkLines } from "./link-lines.ts";

const { FinalError: _failure, ...success } = eventExamples;
assert.ok(success.JobSuccess.EventType === "JobSuccess");
const { Output } = success.JobSuccess;
const history = Object.values(success).filter(isOfLinks);
const FILM = "file:///srv/out/film-42";

describe("the links of a job", () => {
  it("lead to its manifests, pictures and thumbnails", () => {
    assert.deepEqual(linkLines(Output, history), [
      `DASH   ${FILM}/manifest.mpd`,
      `HLS    ${FILM}/manifest.m3u8`,
      `image  ${FILM}/images/preview_1.jpg`,
      `image  ${FILM}/images/preview_2.jpg`,
      `image  ${FILM}/images/preview_3.jpg`,
      `thumbs ${FILM}/thumbnails/thumbnails.vtt`,
    ]);
  });

  it("lead to pictures with a location of their own", () => {
    const { JobCreated } = success;
    assert.ok(JobCreated.EventType === "JobCreated");
    const { JobDescription } = JobCreated;
    const Location = { Provider: "Local", UriPath: "/srv/the pictures/" } as const;
    const ImageExtraction = { ...JobDescription.ImageExtraction, Location };
    const created = { ...JobCreated, JobDescription: { ...JobDescription, ImageExtraction } } as LifecycleEvent;
    const links = linkLines(Output, [created, ...history.slice(1)]);
    assert.ok(links.includes("image  file:///srv/the%20pictures/images/preview_1.jpg"), links.join("\n"));
    assert.ok(links.includes(`thumbs ${FILM}/thumbnails/thumbnails.vtt`));
  });

  it("name files as a URL must", () => {
    const names = { RelativePath: ".", Images: ["a #1.jpg"], Thumbnails: null };
    const images = { ...success.ImagesExtracted, ...names } as LifecycleEvent;
    const links = linkLines(Output, [images, success.ContentPublished]);
    assert.equal(links.at(-1), `image  ${FILM}/a%20%231.jpg`);
  });

  it("are none of a job without output", () => {
    assert.deepEqual(linkLines(null, history), []);
  });

  it("need few of a job's events", () => {
    assert.equal(history.length, 4);
  });
});
