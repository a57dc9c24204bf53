import type { JobDescriptionInput, LifecycleEvent } from "@reelbus/contracts";
import { makeTempFolder } from "@reelbus/testing";
import assert from "node:assert/strict";
import { join } from "node:path";
import { makeClockSource } from "./clock-film.ts";
import { smallJob, submit, untilEnded } from "./job.ts";
import { startSystem } from "./system.ts";

export const KEY_ID = "1f9a0b6e-5c1d-4d3a-9a51-0d6b8a2c7e11";
export const CONTENT_KEY = Buffer.from("00112233445566778899aabbccddeeff", "hex");
export const SEGMENT_SECONDS = 2;
export const THUMBNAIL = { Width: 160, Height: 90, DurationInSeconds: 2 } as const;

/** How a film's sound and picture are encrypted. */
export type Protection = "clear" | "cenc" | "cbcs";

/** One job's outputs. */
export interface PublishedFilm {
  /** What was published, with `manifest.mpd` and `manifest.m3u8`. */
  readonly folder: string;
  readonly events: readonly LifecycleEvent[];
}

/** The published films of a test, by the names that it gave them. */
export interface PublishedFilms<Name extends string> extends AsyncDisposable {
  /** Holds each film in the folder of its name. */
  readonly folder: string;
  readonly sourceFile: string;
  readonly films: Readonly<Record<Name, PublishedFilm>>;
}

/**
 * Takes the clock film through a running system, once for each name, all at a time: three rungs, two languages of sound
 * and text, thumbnails and pictures.
 */
export async function publishClockFilms<Name extends string>(
  wanted: Readonly<Record<Name, Protection>>,
): Promise<PublishedFilms<Name>> {
  const folder = await makeTempFolder("clock");
  try {
    const source = await makeClockSource(join(folder.path, "source"));
    const published = join(folder.path, "published");
    await using system = await startSystem({ dataDir: join(folder.path, "data"), allow: [folder.path] });
    const names = Object.keys(wanted) as Name[];
    const entries = names.map(async (name): Promise<[Name, PublishedFilm]> => {
      const target = join(published, name);
      const events = await untilEnded(system.url, await submit(system.url, clockJob(source, target, wanted[name])));
      assert.equal(events.at(-1)?.EventType, "JobSuccess", JSON.stringify(events.at(-1)));
      return [name, { folder: target, events }];
    });
    const films = Object.fromEntries(await Promise.all(entries)) as Record<Name, PublishedFilm>;
    return {
      folder: published,
      sourceFile: join(source, "film.mp4"),
      films,
      [Symbol.asyncDispose]: () => folder.remove(),
    };
  } catch (error) {
    await folder.remove();
    throw error;
  }
}

function clockJob(source: string, published: string, protection: Protection): JobDescriptionInput {
  return smallJob(
    { source, published },
    {
      ContentProcessing: {
        OutputFormat: ["Cmaf"],
        OptimizeFor: "Speed",
        SegmentDurationInSeconds: SEGMENT_SECONDS,
        VideoRepresentations: [
          { Height: 90, BitrateInKbps: 100 },
          { Height: 136, BitrateInKbps: 200 },
          { Height: 180, BitrateInKbps: 400 },
        ],
        ...(protection === "clear"
          ? {}
          : {
              DrmProtection: "Base64Key",
              ProtectionScheme: protection,
              KeyId: KEY_ID,
              ContentKey: CONTENT_KEY.toString("base64"),
              // The same input then makes the same output.
              ExplicitIV: "0123456789abcdef0123456789abcdef",
              DrmSystems: ["ClearKey"],
            }),
      },
      ImageExtraction: { Intervals: [10, 50, 90], Pattern: "preview_%.jpg" },
      Thumbnails: { Generate: true, ...THUMBNAIL },
    },
  );
}
