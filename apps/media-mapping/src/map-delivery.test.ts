import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { copyFile, mkdir, readFile, truncate, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";
import { parseJobDescription, phaseResultSchemas, ReelbusError } from "@reelbus/contracts";
import { silentLogger } from "@reelbus/kit";
import type { PhaseContext } from "@reelbus/phase-worker";
import { findProgram, makeFilm, makeSubtitles, makeTempFolder, withLeakCheck } from "@reelbus/testing";
import { mapDelivery } from "./map-delivery.ts";

const run = promisify(execFile);
const FOLDER = "job/acquisition/1.1";

/** What a delivered file is made of: its content, or the file to copy. */
type Content = string | Uint8Array | { readonly copyOf: string };

interface Mapping {
  readonly files: Readonly<Record<string, Content>>;
  readonly mappings?: Readonly<Record<string, unknown>>;
  readonly signal?: AbortSignal;
  /** Changes the delivered files before they are mapped. */
  readonly change?: (folder: string) => Promise<void>;
  /** Told each per cent. */
  readonly progress?: (percent: number) => void;
}

/** Delivers the files and maps them; the result is checked against the schema. */
async function mapFiles({ files, mappings, signal, change, progress }: Mapping) {
  await using workspace = await makeTempFolder("mapping");
  const folder = join(workspace.path, FOLDER);
  for (const [path, content] of Object.entries(files)) {
    const target = join(folder, path);
    await mkdir(dirname(target), { recursive: true });
    if (typeof content === "string" || content instanceof Uint8Array) await writeFile(target, content);
    else await copyFile(content.copyOf, target);
  }
  await change?.(folder);
  const percents: number[] = [];
  const result = await mapDelivery(
    contextFor(workspace.path, Object.keys(files), mappings, signal, (percent) => {
      percents.push(percent);
      progress?.(percent);
    }),
  );
  assert.equal(percents.at(-1), 100);
  assert.deepEqual(
    percents,
    percents.toSorted((one, other) => one - other),
  );
  return phaseResultSchemas["Media Mapping"].parse(result);
}

function contextFor(
  workspace: string,
  paths: readonly string[],
  mappings: Mapping["mappings"],
  signal: AbortSignal = new AbortController().signal,
  progress: (percent: number) => void,
): PhaseContext<"Media Mapping"> {
  const parsed = parseJobDescription({
    ContentAcquisition: { Provider: "Local", UriPath: "/in" },
    MediaMappings: { MediaDetection: "Convention", ...mappings },
    ContentProcessing: { OutputFormat: ["Cmaf"] },
    ContentPublishing: { Provider: "Local", UriPath: "/out" },
  });
  assert(parsed.ok);
  const { description } = parsed;
  const input = { acquisition: { folder: FOLDER, files: paths.map((path) => ({ path, sizeBytes: 1 })) } };
  return {
    work: {
      jobId: "00000000-0000-7000-8000-000000000000",
      tenantId: "default",
      phase: "Media Mapping",
      attempt: 1,
      traceParent: `00-${"1".repeat(32)}-${"2".repeat(16)}-01`,
      description,
      sealedSecrets: null,
      input,
    },
    description,
    input,
    signal,
    folder: { path: join(workspace, "out"), relative: "out" },
    resolve: (relative: string) => join(workspace, relative),
    progress,
    planned: () => Promise.reject(new Error("not for this phase")),
    logger: silentLogger,
  };
}

/** Makes a file by ffmpeg from a film. */
async function remake(film: string, args: readonly string[], extension: string): Promise<Uint8Array> {
  await using folder = await makeTempFolder("remake");
  const output = join(folder.path, `out.${extension}`);
  await run(findProgram("ffmpeg"), ["-v", "error", "-nostdin", "-i", film, ...args, output]);
  return await readFile(output);
}

function failure(reason: string, message: RegExp | string) {
  return (error: unknown) => {
    assert(error instanceof ReelbusError);
    assert.equal(error.reason, reason);
    if (typeof message === "string") assert.equal(error.message, message);
    else assert.match(error.message, message);
    return true;
  };
}

test(
  "a real delivery by convention",
  withLeakCheck(async () => {
    const film = await makeFilm({ audio: [{ language: "eng", channels: 6 }], subtitles: ["fra"] });
    const result = await mapFiles({
      files: {
        "film.mp4": { copyOf: film },
        "extra/film-de.m4a": await remake(film, ["-map", "0:a", "-ac", "1"], "m4a"),
        "film-en.vtt": makeSubtitles({ format: "vtt" }),
        "film-de-cc.srt": makeSubtitles({ format: "srt" }),
        "cover.jpg": "no picture, and never looked at",
        "film.xml": "<metadata/>",
        ".DS_Store": "",
      },
    });
    assert.deepEqual(result, {
      sourceFolder: FOLDER,
      video: {
        File: "film.mp4",
        Track: 0,
        Codec: "h264",
        Width: 320,
        Height: 180,
        FrameRate: "25/1",
        DurationInSeconds: 2,
        BitrateInKbps: result.video?.BitrateInKbps,
        PixelFormat: "yuv420p",
        Rotation: 0,
        Interlaced: false,
      },
      audio: [
        {
          File: "film.mp4",
          Tracks: [1],
          Codec: "aac",
          Channels: 6,
          SampleRate: 48_000,
          Language: "en",
          Kind: "Main",
          DurationInSeconds: 2,
        },
        {
          File: "extra/film-de.m4a",
          Tracks: [0],
          Codec: "aac",
          Channels: 1,
          SampleRate: 48_000,
          Language: "de",
          Kind: "Main",
          DurationInSeconds: result.audio[1]?.DurationInSeconds,
        },
      ],
      subtitles: [
        { File: "film.mp4", Track: 2, Codec: "mov_text", Language: "fr" },
        { File: "film-en.vtt", Track: null, Codec: "webvtt", Language: "en" },
      ],
      captions: [{ File: "film-de-cc.srt", Track: null, Codec: "subrip", Language: "de" }],
      ignoredFiles: [".DS_Store", "cover.jpg", "film.xml"],
      warnings: [
        "The metadata of track 0 of extra/film-de.m4a says en; it is mapped as de all the same.",
        "Not used: cover.jpg, film.xml.",
      ],
      durationSeconds: 2,
      videoStartSeconds: 0,
    });
    assert((result.video.BitrateInKbps ?? 0) > 0);
    assert(Math.abs((result.audio[1]?.DurationInSeconds ?? 0) - 2) < 0.1);
  }),
);

test(
  "a film of other formats: rotated, interlaced with oblong pixels, with a cover",
  withLeakCheck(async () => {
    const film = await makeFilm();
    const turned = await remake(film, ["-c", "copy", "-metadata:s:v", "rotate=270"], "mp4");
    const upright = await mapFiles({ files: { "film.mp4": turned } });
    assert.equal(`${upright.video?.Width ?? 0}x${upright.video?.Height ?? 0}`, "180x320");
    assert.equal(upright.video?.Rotation, 90);

    const fields = ["-vf", "setfield=tff,setdar=4/3", "-flags", "+ildct+ilme", "-c:v", "mpeg2video", "-an"];
    const broadcast = await mapFiles({ files: { "film.ts": await remake(film, fields, "ts") } });
    assert.partialDeepStrictEqual(broadcast.video, {
      Codec: "mpeg2video",
      Width: 240,
      Height: 180,
      Interlaced: true,
      FrameRate: "25/1",
    });

    const cover = ["-map", "0:a", "-map", "0:v", "-c:a", "copy", "-c:v", "mjpeg", "-frames:v", "1"];
    const song = await remake(film, [...cover, "-disposition:v", "attached_pic"], "m4a");
    const withCover = await mapFiles({ files: { "film.mp4": { copyOf: film }, "song-de.m4a": song } });
    assert.deepEqual(
      withCover.audio.map(({ File, Language }) => [File, Language]),
      [
        ["film.mp4", "en"],
        ["song-de.m4a", "de"],
      ],
    );
  }),
);

test(
  "text tracks and dispositions of Matroska",
  withLeakCheck(async () => {
    const film = await makeFilm({
      container: "mkv",
      subtitles: ["eng", "deu"],
      audio: [{ language: "eng" }, { language: "eng" }],
    });
    const marks = ["-disposition:s:1", "hearing_impaired", "-disposition:a:1", "visual_impaired"];
    const result = await mapFiles({
      files: { "film.mkv": await remake(film, ["-map", "0", "-c", "copy", "-c:s:1", "ass", ...marks], "mkv") },
    });
    assert.deepEqual(
      result.audio.map(({ Tracks, Kind }) => [Tracks, Kind]),
      [
        [[1], "Main"],
        [[2], "Descriptive"],
      ],
    );
    assert.deepEqual(result.subtitles, [{ File: "film.mkv", Track: 3, Codec: "subrip", Language: "en" }]);
    assert.deepEqual(result.captions, [{ File: "film.mkv", Track: 4, Codec: "ass", Language: "de" }]);
  }),
);

test(
  "encrypted MP4, which ffprobe shows as if it were clear",
  withLeakCheck(async () => {
    const key = "00112233445566778899aabbccddeeff";
    const encryption = ["-encryption_scheme", "cenc-aes-ctr", "-encryption_key", key, "-encryption_kid", key];
    const encrypted = await remake(await makeFilm(), ["-c", "copy", ...encryption], "mp4");
    await assert.rejects(
      mapFiles({ files: { "film.mp4": encrypted } }),
      failure("encrypted-media", "Track 0 of film.mp4 (video) is encrypted. Deliver the file without encryption."),
    );
  }),
);

test(
  "files that are no media files are refused by name, wherever they are",
  withLeakCheck(async () => {
    const film = await makeFilm();
    const damaged = "a/film.mp4 can't be read: it is damaged or no media file. Deliver it again.";
    for (const content of ["Just a text.", "", makeSubtitles({ format: "srt" }), Buffer.alloc(5000, 0x47)])
      await assert.rejects(mapFiles({ files: { "a/film.mp4": content } }), failure("unreadable-media", damaged));
    await assert.rejects(
      mapFiles({ files: { "film.mp4": { copyOf: film }, "z-de.m4a": "no sound", "a-de.m4a": "no sound" } }),
      failure("unreadable-media", /^a-de\.m4a /u),
    );
  }),
);

test(
  "a film that is cut off, its index at the end or in front",
  withLeakCheck(async () => {
    const film = await makeFilm();
    const indexFirst = await remake(film, ["-c", "copy", "-movflags", "+faststart"], "mp4");
    for (const content of [await readFile(film), indexFirst])
      await assert.rejects(
        mapFiles({
          files: { "film.mp4": content },
          change: (folder) => truncate(join(folder, "film.mp4"), Math.floor(content.length * 0.6)),
        }),
        failure("unreadable-media", "film.mp4 is incomplete: its end is missing. Deliver it again."),
      );
  }),
);

/** Makes a Matroska file say that it lasts so long: in its header, and no more in its tracks' own tags. */
function withToldLength(matroska: Uint8Array, seconds: number): Uint8Array {
  const file = Buffer.from(matroska);
  const duration = file.indexOf(Buffer.from([0x44, 0x89, 0x88]));
  assert.ok(duration > 0);
  file.writeDoubleBE(seconds * 1000, duration + 3);
  for (let at = file.indexOf("DURATION"); at > 0; at = file.indexOf("DURATION", at)) file.write("IGNORED_", at);
  return file;
}

test(
  "a sound that tells hours and holds seconds is as long as what can be decoded of it",
  withLeakCheck(async () => {
    const film = await makeFilm();
    const sound = await remake(film, ["-map", "0:a", "-c:a", "libopus"], "mka");
    const lying = withToldLength(sound, 36_000);
    const { audio, durationSeconds, warnings } = await mapFiles({
      files: { "film.mp4": { copyOf: film }, "film-de.mka": lying },
    });
    const measured = audio.find(({ File }) => File === "film-de.mka")?.DurationInSeconds ?? 0;
    assert.ok(Math.abs(measured - 2) < 0.1, String(measured));
    assert.ok(durationSeconds < 2.2, String(durationSeconds));
    const expected = `film-de.mka, track 0, announces 36000.0 s of sound, but only ${measured.toFixed(1)} s could be read.`;
    assert.ok(warnings.includes(expected), warnings.join(" "));
  }),
);

test(
  "tracks that are joined are measured each by what it tells itself, with progress",
  withLeakCheck(async () => {
    const graph = "[0:a]pan=mono|c0=c0,asplit[a][b];[a]apad=whole_dur=100[long];[b]apad=whole_dur=70[short]";
    const maps = ["-map", "0:v", "-map", "[long]", "-map", "[short]"];
    const film = await remake(await makeFilm(), ["-filter_complex", graph, ...maps, "-c:v", "copy"], "mp4");
    const percents: number[] = [];
    const { audio, warnings } = await mapFiles({
      files: { "film.mp4": film },
      mappings: { AudioMappings: { VideoStreamAudioTracks: [{ TrackIndices: [1, 2], Language: "en" }] } },
      progress: (percent) => percents.push(percent),
    });
    assert.deepEqual(
      audio.map(({ Tracks, DurationInSeconds }) => [Tracks, Math.round(DurationInSeconds)]),
      [[[1, 2], 100]],
    );
    assert.ok(!warnings.some((warning) => warning.includes("announces")), warnings.join(" "));
    // All is read, one of two is measured, both are.
    for (const percent of [50, 75, 100]) assert.ok(percents.includes(percent), percents.join(" "));
  }),
);

test(
  "a sound that is a minute longer than the picture keeps its length",
  withLeakCheck(async () => {
    const film = await makeFilm();
    const long = await remake(film, ["-map", "0:a", "-af", "apad=whole_dur=70", "-c:a", "libopus"], "mka");
    const result = await mapFiles({ files: { "film.mp4": { copyOf: film }, "film-de.mka": withToldLength(long, 70) } });
    assert.ok(Math.abs(result.durationSeconds - 70) < 0.1, String(result.durationSeconds));
    assert.ok(!result.warnings.some((warning) => warning.includes("announces")), result.warnings.join(" "));
  }),
);

test(
  "side texts by their content",
  withLeakCheck(async () => {
    const film = { copyOf: await makeFilm() };
    const srt = makeSubtitles({ format: "srt", text: "Grüße" });
    const utf16 = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(srt, "utf16le")]);
    const result = await mapFiles({
      files: { "film.mp4": film, "a-en.srt": `\ufeff${srt}`, "b-de.srt": utf16, "c-fr.vtt": srt },
    });
    assert.deepEqual(
      result.subtitles.map(({ File, Codec }) => [File, Codec]),
      [
        ["a-en.srt", "subrip"],
        ["b-de.srt", "subrip"],
        ["c-fr.vtt", "subrip"],
      ],
    );
    for (const content of ["", "Dear customer", Buffer.from(srt, "latin1"), Buffer.from([0xff, 0xfe, 0x41])])
      await assert.rejects(
        mapFiles({ files: { "film.mp4": film, "film-de.srt": content } }),
        failure(
          "unreadable-media",
          "film-de.srt can't be read: it is no WebVTT or SRT text in UTF-8. Deliver it again.",
        ),
      );
    await assert.rejects(
      mapFiles({ files: { "film.mp4": film, "film-de.xml": '<?xml version="1.0"?><tt xml:lang="de"/>' } }),
      failure("not-supported-yet", /^film-de\.xml is TTML/u),
    );
  }),
);

test(
  "Regex: only what an expression names is read",
  withLeakCheck(async () => {
    const film = { copyOf: await makeFilm() };
    const result = await mapFiles({
      files: { "video.mp4": film, "trailer.mp4": "damaged", "video.txt": "notes", "audio-de.mp3": "damaged" },
      mappings: { MediaDetection: "Regex", VideoStreamExpression: "^video" },
    });
    assert.equal(result.video?.File, "video.mp4");
    assert.deepEqual(result.ignoredFiles, ["audio-de.mp3", "trailer.mp4", "video.txt"]);
  }),
);

test(
  "an abort ends the mapping with the abort's reason",
  withLeakCheck(async () => {
    const reason = new Error("cancelled");
    await assert.rejects(
      mapFiles({ files: { "film.mp4": { copyOf: await makeFilm() } }, signal: AbortSignal.abort(reason) }),
      (error) => error === reason,
    );
  }),
);
