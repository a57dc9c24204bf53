import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  parseJobDescription,
  type AudioStream,
  type ContentProcessing,
  type MediaMappingResult,
  type TextStream,
} from "@reelbus/contracts";
import { sampleAudio, sampleMapping, sampleVideo } from "../testing/sample-mapping.ts";
import { ffmpegArguments } from "./ffmpeg-command.ts";
import { INPUT_LIMITS } from "./input-limits.ts";
import { encodingCommand, encodingPlanOf, planEncoding } from "./plan-encoding.ts";
import { planRenditions } from "./plan-renditions.ts";
import { planText } from "./plan-text.ts";

const VIDEO = sampleVideo({ File: "film.mkv" });
const AUDIO = sampleAudio({ File: "film.mkv" });

function text(File: string, Track: number | null, Codec: string, Language: string | null): TextStream {
  return { File, Track, Codec, Language };
}

function processing(settings: object = {}): ContentProcessing {
  const parsed = parseJobDescription({
    ContentAcquisition: { Provider: "Local", UriPath: "/film" },
    ContentPublishing: { Provider: "Local", UriPath: "/published" },
    ContentProcessing: { OutputFormat: ["Cmaf"], ...settings },
  });
  assert.ok(parsed.ok);
  return parsed.description.ContentProcessing;
}

function argumentsFor(streams: Partial<MediaMappingResult>, settings?: object): string[] {
  const asked = processing(settings);
  const mapped = sampleMapping(streams);
  const command = encodingCommand(mapped, asked, planRenditions(mapped, asked), (file) => `/in/${file}`);
  assert.ok(command !== null);
  return ffmpegArguments(command);
}

function graphsFor(streams: Partial<MediaMappingResult>): string[] {
  const given = argumentsFor(streams);
  return given.filter((_, index) => given[index - 1] === "-filter_complex");
}

const START = ["-nostdin", "-hide_banner", "-nostats", "-v", "error", "-y", "-progress", "pipe:1"];
const END = ["-map_metadata", "-1", "-map_chapters", "-1", "-fflags", "+bitexact", "-flush_packets", "1", "-f", "mp4"];

function x264(preset: string, kbps: [string, string, string], keyFrames: string, gop: string): string[] {
  const [average, peak, buffer] = kbps;
  return [
    ...["-c:v", "libx264", "-preset", preset, "-profile:v", "high", "-threads:v", "1", "-fps_mode:v", "passthrough"],
    ...["-b:v", average, "-maxrate:v", peak, "-bufsize:v", buffer],
    ...["-force_key_frames:v", keyFrames, "-forced-idr:v", "1", "-g:v", gop],
    ...["-sc_threshold:v", "0", "-flags:v", "+cgop+bitexact", ...END],
  ];
}

function aac(bitrate: string): string[] {
  return ["-c:a", "aac", "-b:a", bitrate, "-flags:a", "+bitexact", "-bsf:a", String.raw`noise=drop=lt(pts\,0)`, ...END];
}

describe("encodingCommand", () => {
  it("decodes once for all rungs and sounds", () => {
    assert.deepEqual(argumentsFor({ video: VIDEO, audio: [AUDIO] }), [
      ...START,
      ...[...INPUT_LIMITS, "-i", "file:/in/film.mkv"],
      "-filter_complex",
      "[0:0]fps=25/1:start_time=0,split=2[v_s0][v_s1];" +
        "[v_s0]scale=640:360,setsar=1,format=yuv420p[v_0];" +
        "[v_s1]scale=416:234,setsar=1,format=yuv420p[v_1]",
      ...["-filter_complex", "[0:1]aresample=48000:async=1:first_pts=0,aformat=channel_layouts=stereo[a0_0]"],
      ...["-map", "[v_0]", ...x264("medium", ["860k", "1290k", "1720k"], "expr:gte(t,n_forced*4/2)", "50")],
      "file:work/video-360p.mp4",
      ...["-map", "[v_1]", ...x264("medium", ["320k", "480k", "640k"], "expr:gte(t,n_forced*4/2)", "50")],
      "file:work/video-234p.mp4",
      ...["-map", "[a0_0]", ...aac("128k"), "file:work/audio-en_stereo.mp4"],
    ]);
  });

  it("makes the images of the same decode, behind the rungs", () => {
    const mapped = sampleMapping({ video: { ...VIDEO, Width: 320, Height: 180, Interlaced: true } });
    const images = { Thumbnails: { Generate: true, Width: 384, Height: 216 } };
    const renditions = planRenditions(mapped, processing(), images);
    const command = encodingCommand(mapped, processing(), renditions, (file) => `/in/${file}`);
    const [branch] = renditions.images;
    assert.ok(command !== null && branch !== undefined);
    assert.deepEqual(command.filterGraphs, [
      "[0:0]bwdif=mode=send_frame:deint=all,fps=25/1:start_time=0,split=2[v_s0][v_s1];" +
        `[v_s0]scale=320:180,setsar=1,format=yuv420p[v_0];[v_s1]${branch.filters}[v_1]`,
    ]);
    assert.deepEqual(command.outputs.at(-1), { maps: ["[v_1]"], options: branch.options, file: branch.file });
    assert.deepEqual(planRenditions(sampleMapping({ audio: [AUDIO] }), processing(), images).images, []);
  });

  it("deinterlaces, joins mono tracks and reads every file once", () => {
    const video = { ...VIDEO, File: "film.mxf", Width: 320, Height: 180, Interlaced: true };
    const audio = [
      { ...AUDIO, File: "film.mxf", Tracks: [3, 2] },
      { ...AUDIO, File: "de.wav", Tracks: [0], Channels: 6, Language: "de" },
      { ...AUDIO, File: "de.wav", Tracks: [1], Channels: 1, Language: null },
    ];
    const settings = {
      OptimizeFor: "Speed",
      SegmentDurationInSeconds: 3,
      AudioRepresentations: [{ BitrateInKbps: 384, Sound: "5.1" }, { BitrateInKbps: 96 }],
    };
    assert.deepEqual(argumentsFor({ video, audio }, settings), [
      ...START,
      ...[...INPUT_LIMITS, "-i", "file:/in/film.mxf", ...INPUT_LIMITS, "-i", "file:/in/de.wav"],
      "-filter_complex",
      "[0:0]bwdif=mode=send_frame:deint=all,fps=25/1:start_time=0,scale=320:180,setsar=1,format=yuv420p[v_0]",
      "-filter_complex",
      "[0:3]aresample=48000:async=1:first_pts=0[a0_t0];[0:2]aresample=48000:async=1:first_pts=0[a0_t1];" +
        "[a0_t0][a0_t1]join=inputs=2:channel_layout=stereo:map=0.0-FL|1.0-FR,asplit=2[a0_s0][a0_s1];" +
        "[a0_s0]aformat=channel_layouts=stereo[a0_0];[a0_s1]aformat=channel_layouts=stereo[a0_1]",
      "-filter_complex",
      "[1:0]aresample=48000:async=1:first_pts=0,asplit=2[a1_s0][a1_s1];" +
        "[a1_s0]aformat=channel_layouts=5.1[a1_0];[a1_s1]aformat=channel_layouts=stereo[a1_1]",
      "-filter_complex",
      "[1:1]aresample=48000:async=1:first_pts=0,asplit=2[a2_s0][a2_s1];" +
        "[a2_s0]aformat=channel_layouts=mono[a2_0];[a2_s1]aformat=channel_layouts=mono[a2_1]",
      ...["-map", "[v_0]", ...x264("veryfast", ["216k", "324k", "432k"], "expr:gte(t,n_forced*3/2)", "38")],
      "file:work/video-180p.mp4",
      ...["-map", "[a0_0]", ...aac("384k"), "file:work/audio-en_stereo.mp4"],
      ...["-map", "[a0_1]", ...aac("96k"), "file:work/audio-en_stereo_96k.mp4"],
      ...["-map", "[a1_0]", ...aac("384k"), "file:work/audio-de_5.1.mp4"],
      ...["-map", "[a1_1]", ...aac("96k"), "file:work/audio-de_stereo.mp4"],
      ...["-map", "[a2_0]", ...aac("384k"), "file:work/audio-und_mono.mp4"],
      ...["-map", "[a2_1]", ...aac("96k"), "file:work/audio-und_mono_96k.mp4"],
    ]);
  });

  it("holds the last frame and fills sound with silence, to the film's length", () => {
    const audio = [
      { ...AUDIO, DurationInSeconds: 12 },
      { ...AUDIO, Tracks: [2] },
    ];
    const graphs = graphsFor({ video: { ...VIDEO, Width: 320, Height: 180 }, audio });
    assert.deepEqual(graphs, [
      "[0:0]fps=25/1:start_time=0,tpad=stop_mode=clone:stop=50,scale=320:180,setsar=1,format=yuv420p[v_0]",
      "[0:1]aresample=48000:async=1:first_pts=0,aformat=channel_layouts=stereo[a0_0]",
      "[0:2]aresample=48000:async=1:first_pts=0,apad=whole_dur=12.000000,aformat=channel_layouts=stereo[a1_0]",
    ]);
  });

  it("starts with the first frame when sound starts less than a frame before, in the video's file alone", () => {
    const streams = { video: VIDEO, audio: [{ ...AUDIO, File: "de.wav", Tracks: [0] }] };
    const inputsFor = (videoStartSeconds: number) => {
      const given = argumentsFor({ ...streams, videoStartSeconds });
      return given.slice(START.length, given.indexOf("-filter_complex"));
    };
    const film = [...INPUT_LIMITS, "-i", "file:/in/film.mkv"];
    const side = [...INPUT_LIMITS, "-i", "file:/in/de.wav"];
    assert.deepEqual(inputsFor(0.021), [...INPUT_LIMITS, "-itsoffset", "-0.021000", ...film.slice(-2), ...side]);
    for (const started of [0, 0.04, 0.4]) assert.deepEqual(inputsFor(started), [...film, ...side]);
  });

  it("refuses tracks that are no mono tracks of one stream", () => {
    const unclear = { video: VIDEO, audio: [{ ...AUDIO, Tracks: [1, 2], Channels: 4 }] };
    assert.throws(() => argumentsFor(unclear), { reason: "not-supported-yet" });
  });
});

describe("planEncoding", () => {
  const filesOf = (streams: Partial<MediaMappingResult>) => {
    const mapped = sampleMapping(streams);
    const renditions = planRenditions(mapped, processing(), {
      Thumbnails: { Generate: true, Width: 384, Height: 216 },
    });
    const commands = planEncoding(mapped, processing(), renditions, (file) => `/in/${file}`);
    return commands.map(({ outputs }) => outputs.map(({ file }) => file));
  };

  it("shares the rungs between two commands that take about as long", () => {
    const video = { ...VIDEO, Width: 1920, Height: 1080 };
    assert.deepEqual(filesOf({ video, audio: [AUDIO] }), [
      ["work/video-1080p.mp4", "work/video-360p.mp4"],
      [
        ...["work/video-720p.mp4", "work/video-540p.mp4", "work/video-432p.mp4", "work/video-234p.mp4"],
        ...["images/thumbnails.mkv", "work/audio-en_stereo.mp4"],
      ],
    ]);
    assert.deepEqual(filesOf({ video: { ...VIDEO, Width: 768, Height: 432 }, audio: [AUDIO] }), [
      ["work/video-432p.mp4", "images/thumbnails.mkv", "work/audio-en_stereo.mp4"],
      ["work/video-360p.mp4", "work/video-234p.mp4"],
    ]);
  });

  it("makes a single rung, or sound alone, in one go", () => {
    const small = { ...VIDEO, Width: 320, Height: 180 };
    assert.deepEqual(filesOf({ video: small, audio: [AUDIO] }), [
      ["work/video-180p.mp4", "images/thumbnails.mkv", "work/audio-en_stereo.mp4"],
    ]);
    assert.deepEqual(filesOf({ audio: [AUDIO] }), [["work/audio-en_stereo.mp4"]]);
  });

  it("has nothing to do without streams", () => {
    assert.deepEqual(filesOf({}), []);
  });
});

describe("encodingPlanOf", () => {
  it("tells the format, the preference and the rungs", () => {
    const asked = processing({ OptimizeFor: "Quality", VideoRepresentations: [{ Height: 180, BitrateInKbps: 300 }] });
    assert.deepEqual(encodingPlanOf(asked, planRenditions(sampleMapping({ video: VIDEO }), asked)), {
      videoFormat: "H264",
      optimizeFor: "Quality",
      representations: [{ Width: 320, Height: 180, BitrateInKbps: 300 }],
    });
  });
});

describe("planRenditions", () => {
  it("gives every rendition a folder of its own and every stream a name of its own", () => {
    const audio = [
      AUDIO,
      { ...AUDIO, Tracks: [2], Kind: "Descriptive" as const },
      { ...AUDIO, Tracks: [3] },
      { ...AUDIO, Tracks: [4], Language: null },
    ];
    const { audio: planned } = planRenditions(sampleMapping({ audio }), processing());
    assert.deepEqual(
      planned.map(({ folder, name, label, hlsGroup }) => [folder, name, label, hlsGroup]),
      [
        ["audio/en_stereo", "English", "English", "audio"],
        ["audio/en_stereo_ad", "English (audio description)", "English (audio description)", "audio"],
        ["audio/en_stereo_128k", "English 2", "English 2", "audio"],
        ["audio/und_stereo", "Unknown", "Unknown", "audio"],
      ],
    );
    const twins = [
      { Height: 180, BitrateInKbps: 300 },
      { Height: 180, BitrateInKbps: 200 },
    ];
    const { video } = planRenditions(sampleMapping({ video: VIDEO }), processing({ VideoRepresentations: twins }));
    assert.deepEqual(
      video.map(({ folder, file }) => [folder, file]),
      [
        ["video/180p", "work/video-180p.mp4"],
        ["video/180p_200k", "work/video-180p_200k.mp4"],
      ],
    );
  });

  const groupsOf = (audio: AudioStream[], made: ContentProcessing) =>
    planRenditions(sampleMapping({ audio }), made).audio.map(({ folder, hlsGroup }) => `${folder} ${hlsGroup ?? "-"}`);

  it("names HLS groups by the best sound in them", () => {
    const mono = { ...AUDIO, Channels: 1 };
    assert.deepEqual(groupsOf([mono], processing({})), [
      "audio/en_mono audio_mono_128k",
      "audio/en_mono_64k audio_mono_64k",
    ]);
    const twice = { AudioRepresentations: [{ BitrateInKbps: 128 }, { BitrateInKbps: 384, Sound: "5.1" }] };
    assert.deepEqual(groupsOf([{ ...mono, Language: "de" }, AUDIO], processing(twice)), [
      "audio/de_mono audio_stereo_128k",
      "audio/de_mono_384k audio_stereo_384k",
      "audio/en_stereo audio_stereo_128k",
      "audio/en_stereo_384k audio_stereo_384k",
    ]);
  });

  it("makes HLS groups of what every stream has", () => {
    const audio = [AUDIO, { ...AUDIO, Tracks: [2], Channels: 6, Language: "de" }];
    const stereo = { BitrateInKbps: 128 };
    const low = { BitrateInKbps: 64, Sound: "Mono" };
    const surround = { BitrateInKbps: 384, Sound: "5.1", Create: "OnMatchingSound" };
    const groups = (representations: object[]) =>
      groupsOf(audio, processing({ AudioRepresentations: representations }));
    assert.deepEqual(groups([stereo, low]), [
      "audio/en_stereo audio_stereo_128k",
      "audio/en_mono audio_mono_64k",
      "audio/de_stereo audio_stereo_128k",
      "audio/de_mono audio_mono_64k",
    ]);
    assert.deepEqual(groups([stereo, surround]), ["audio/en_stereo audio", "audio/de_stereo audio", "audio/de_5.1 -"]);
    const matching = { ...stereo, Create: "OnMatchingSound" };
    assert.deepEqual(groups([matching, surround]), ["audio/en_stereo audio", "audio/de_5.1 audio"]);
  });
});

describe("planText", () => {
  it("copies WebVTT files, converts the rest, and reads the tracks of a file in one pass", () => {
    const { text: renditions } = planRenditions(
      sampleMapping({
        subtitles: [
          text("film_de.vtt", null, "webvtt", "de"),
          text("film_en.srt", null, "subrip", "en"),
          text("film.mkv", 4, "ass", "en"),
        ],
        captions: [text("film.mkv", 5, "webvtt", "zh-Hant")],
      }),
      processing(),
    );
    assert.deepEqual(
      renditions.map(({ folder, name }) => [folder, name]),
      [
        ["text/de", "German"],
        ["text/en", "English"],
        ["text/en_2", "English 2"],
        ["text/zh-Hant_cc", "Traditional Chinese (captions)"],
      ],
    );
    const steps = planText(renditions, (file) => `/in/${file}`);
    const shown = steps.map((step) =>
      step.kind === "copy" ? [step.from, step.rendition.file] : ffmpegArguments(step.command).slice(START.length),
    );
    const written = ["-map_metadata", "-1", "-f", "webvtt"];
    assert.deepEqual(shown, [
      ["/in/film_de.vtt", "work/text-de.vtt"],
      [
        ...[...INPUT_LIMITS, "-i", "file:/in/film_en.srt"],
        ...["-map", "0:s:0", "-c:s", "webvtt", ...written, "file:work/text-en.vtt"],
      ],
      [
        ...[...INPUT_LIMITS, "-i", "file:/in/film.mkv"],
        ...["-map", "0:4", "-c:s", "webvtt", ...written, "file:work/text-en_2.vtt"],
        ...["-map", "0:5", "-c:s", "copy", ...written, "file:work/text-zh-Hant_cc.vtt"],
      ],
    ]);
  });
});
