import type { LifecycleEvent } from "@reelbus/contracts";
import { makeFilm, makeSubtitles, makeTempFolder } from "@reelbus/testing";
import assert from "node:assert/strict";
import { copyFile, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { smallJob, submit, untilEnded } from "../support/job.ts";
import { streamsOf } from "../support/media-check.ts";
import { runFfmpeg } from "../support/run-ffmpeg.ts";
import { startSystem } from "../support/system.ts";

/** A film without sound, its sound in a file of its own, a subtitle, and a file that nobody asked for. */
async function makeDelivery(folder: string): Promise<string> {
  await mkdir(folder);
  await copyFile(await makeFilm({ durationSeconds: 2, audio: [] }), join(folder, "picture.mp4"));
  const tone = ["-f", "lavfi", "-i", "sine=duration=2", "-ac", "1", "-c:a", "aac"];
  await runFfmpeg([...tone, join(folder, "sound_de.m4a")]);
  await writeFile(join(folder, "sub_fr.srt"), makeSubtitles({ format: "srt", durationSeconds: 2 }));
  await writeFile(join(folder, "notes.txt"), "not for you\n");
  return folder;
}

describe("a delivery that is mapped by regular expressions", () => {
  it("becomes the representations that were asked for, never larger than the source", async () => {
    await using folder = await makeTempFolder("regex");
    const source = await makeDelivery(join(folder.path, "source"));
    await using system = await startSystem({ dataDir: join(folder.path, "data"), allow: [folder.path] });
    const jobId = await submit(
      system.url,
      smallJob(
        { source, published: join(folder.path, "published") },
        {
          MediaMappings: {
            MediaDetection: "Regex",
            VideoStreamExpression: "^picture\\.mp4$",
            AudioFileLanguageExpression: "^sound_(..)\\.m4a$",
            SubtitleFileLanguageExpression: "^sub_(..)\\.srt$",
          },
          ContentProcessing: {
            OutputFormat: ["Cmaf"],
            OptimizeFor: "Speed",
            VideoRepresentations: [
              { Height: 90, BitrateInKbps: 100 },
              { Height: 180, BitrateInKbps: 200 },
              { Height: 720, BitrateInKbps: 2000 },
            ],
            AudioRepresentations: [{ BitrateInKbps: 96, Sound: "Stereo" }],
            Naming: { ManifestName: "film" },
          },
        },
      ),
    );
    const events = await untilEnded(system.url, jobId);

    const mapped = find(events, "ContentMapped");
    assert.equal(mapped.VideoStream?.File, "picture.mp4");
    assert.deepEqual(
      mapped.AudioStreams.map(({ File, Language }) => [File, Language]),
      [["sound_de.m4a", "de"]],
    );
    assert.deepEqual(
      mapped.SubtitleStreams.map(({ File, Language }) => [File, Language]),
      [["sub_fr.srt", "fr"]],
    );
    assert.deepEqual(mapped.IgnoredFiles, ["notes.txt"]);

    const made = find(events, "EncodingFinished").Representations;
    assert.deepEqual(made.flatMap(({ Type, Height }) => (Type === "video" ? [Height] : [])).toSorted(), [180, 90]);
    assert.deepEqual(
      made.flatMap(({ Type, Channels, Language }) => (Type === "audio" ? [[Channels, Language]] : [])),
      [[1, "de"]],
      "a mono source is never mixed up to stereo",
    );

    const { dash } = find(events, "JobSuccess").Output;
    assert.ok(dash);
    assert.match(dash, /\/film\.mpd$/u);
    assert.deepEqual(
      (await streamsOf(fileURLToPath(dash))).flatMap(({ height }) => (height === undefined ? [] : [height])).toSorted(),
      [180, 90],
    );
  });
});

function find<T extends LifecycleEvent["EventType"]>(
  events: readonly LifecycleEvent[],
  type: T,
): Extract<LifecycleEvent, { EventType: T }> {
  const found = events.find((event) => event.EventType === type);
  assert.ok(found, `no ${type} in ${JSON.stringify(events.at(-1))}`);
  return found as Extract<LifecycleEvent, { EventType: T }>;
}
