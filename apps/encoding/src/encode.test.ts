import assert from "node:assert/strict";
import { readdir, readFile, readlink, writeFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { describe, it } from "node:test";
import { ReelbusError } from "@reelbus/contracts";
import { ffmpeg, ffprobe, openBench, type Encoded } from "./testing/encode-here.ts";

const KEY_HEX = "00112233445566778899aabbccddeeff";
const BASE64_KEY = {
  DrmProtection: "Base64Key",
  KeyId: "1F9A0B6E-5C1D-4D3A-9A51-0D6B8A2C7E11",
  ContentKey: Buffer.from(KEY_HEX, "hex").toString("base64"),
};

/** A film with a picture that moves and a tone. */
async function makeFilm(file: string, { size = "320x180", rate = "25", seconds = 3, options = [] as string[] } = {}) {
  const picture = `testsrc2=size=${size}:rate=${rate}:duration=${seconds}`;
  const sound = `sine=frequency=440:sample_rate=48000:duration=${seconds}`;
  const codecs = ["-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-c:a", "aac", "-ac", "2"];
  await ffmpeg("-f", "lavfi", "-i", picture, "-f", "lavfi", "-i", sound, ...codecs, ...options, file);
}

/** One rendition's segments as one file. */
async function joined({ path }: Encoded, folder: string): Promise<string> {
  const segments = (await readdir(path(folder))).filter((name) => name.endsWith(".m4s"));
  const ordered = segments.sort((one, other) => Number.parseInt(one, 10) - Number.parseInt(other, 10));
  const parts = await Promise.all(["init.mp4", ...ordered].map((name) => readFile(path(`${folder}/${name}`))));
  const file = path(`${folder}.mp4`);
  await writeFile(file, Buffer.concat(parts));
  return file;
}

async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => relative(folder, join(entry.parentPath, entry.name)));
}

async function keyFrameTimes(file: string): Promise<string[]> {
  const packets = await ffprobe(file, "-select_streams", "v", "-show_entries", "packet=pts_time,flags");
  return packets.filter((line) => line.includes("K")).map((line) => line.split(",")[0] ?? "");
}

describe("the encoding phase", () => {
  it("makes a ladder with closed GOPs at the same times, sound and picture starting together", async () => {
    await using bench = await openBench();
    const rate = "30000/1001";
    // Like a recording: the file's time does not start at 0.
    const options = ["-output_ts_offset", "3.3", "-f", "mpegts"];
    await makeFilm(bench.source("a film, odd.ts"), { size: "640x360", rate, seconds: 5, options });
    const video = { File: "a film, odd.ts", Width: 640, Height: 360, FrameRate: rate, DurationInSeconds: 5 };
    const audio = [{ File: "a film, odd.ts", DurationInSeconds: 5 }];
    const encoded = await bench.encode({ video, audio }, { SegmentDurationInSeconds: 3 });

    assert.deepEqual(encoded.plans, [encoded.result.plan]);
    assert.deepEqual(encoded.result.plan.representations, [
      { Width: 640, Height: 360, BitrateInKbps: 860 },
      { Width: 416, Height: 234, BitrateInKbps: 320 },
    ]);
    const large = await joined(encoded, "video/360p");
    const small = await joined(encoded, "video/234p");
    assert.deepEqual(await keyFrameTimes(large), ["0.000000", "1.501500", "3.003000", "4.504500"]);
    assert.deepEqual(await keyFrameTimes(small), await keyFrameTimes(large));
    assert.deepEqual(await ffprobe(small, "-show_entries", "stream=width,height,sample_aspect_ratio,start_time"), [
      "416,234,1:1,0.000000",
    ]);
    const sound = await joined(encoded, "audio/en_stereo");
    assert.deepEqual(await ffprobe(sound, "-show_entries", "stream=channels,start_time"), ["2,0.000000"]);

    // A closed GOP needs nothing of the segment before.
    const init = await readFile(encoded.path("video/360p/init.mp4"));
    const second = await readFile(encoded.path("video/360p/2.m4s"));
    const alone = encoded.path("alone.mp4");
    await writeFile(alone, Buffer.concat([init, second]));
    const frames = await ffmpeg("-xerror", "-i", alone, "-f", "framecrc", "-");
    const whole = await ffmpeg("-i", large, "-f", "framecrc", "-");
    const checksums = (text: string) =>
      text
        .split("\n")
        .filter((line) => line.startsWith("0,"))
        .map((line) => line.split(",").at(-1));
    assert.deepEqual(checksums(frames), checksums(whole).slice(90));

    const representations = encoded.result.representations.map((one) => [
      one.Label,
      one.Codecs.slice(0, 4),
      one.FrameRate,
    ]);
    assert.deepEqual(representations, [
      ["sd", "avc1", rate],
      ["sd", "avc1", rate],
      ["audio", "mp4a", null],
    ]);
    for (const { AverageBitrateInKbps, PeakBitrateInKbps } of encoded.result.representations) {
      assert.ok(AverageBitrateInKbps > 0 && PeakBitrateInKbps >= AverageBitrateInKbps);
    }
    assert.equal(encoded.percents.at(-1), 100);
    assert.deepEqual(await readdir(dirname(encoded.path(""))), ["package"]);
  });

  it("shows the first frame until a picture that starts late, and is silent until a late sound", async () => {
    await using bench = await openBench();
    await makeFilm(bench.source("plain.mp4"), { seconds: 2 });
    const plain = ["-i", bench.source("plain.mp4")];
    for (const [late, map] of [
      ["picture", ["-map", "0:v", "-map", "1:a"]],
      ["sound", ["-map", "1:v", "-map", "0:a"]],
    ] as const) {
      await ffmpeg("-itsoffset", "0.4", ...plain, ...plain, ...map, "-c", "copy", bench.source(`${late}.mkv`));
      const File = `${late}.mkv`;
      const [picture, sound] = late === "picture" ? [2.4, 2] : [2, 2.4];
      const streams = { video: { File, DurationInSeconds: picture }, audio: [{ File, DurationInSeconds: sound }] };
      const encoded = await bench.encode(streams);
      const rendition = await joined(encoded, late === "picture" ? "video/180p" : "audio/en_stereo");
      const times = (await ffprobe(rendition, "-show_entries", "packet=pts_time")).map(Number);
      assert.equal(Math.min(...times), 0, late);
      assert.ok(Math.abs(Math.max(...times) - 2.37) < 0.05, `${late} until ${Math.max(...times)}`);
    }
  });

  it("makes the same bytes of the same source", async () => {
    await using bench = await openBench();
    await makeFilm(bench.source("film.mp4"));
    const one = await bench.encode({ video: {}, audio: [{}] });
    const other = await bench.encode({ video: {}, audio: [{}] });
    const files = (await filesIn(one.path(""))).sort();
    assert.deepEqual((await filesIn(other.path(""))).sort(), files);
    for (const file of files) assert.deepEqual(await readFile(one.path(file)), await readFile(other.path(file)), file);
  });

  for (const ProtectionScheme of ["cenc", "cbcs"] as const) {
    it(`encrypts by ${ProtectionScheme} from the first segment on, and gives no key away`, async () => {
      await using bench = await openBench();
      await makeFilm(bench.source("film.mp4"));
      const processing = {
        ...BASE64_KEY,
        ProtectionScheme,
        DrmSystems: ["ClearKey"],
        Naming: { ManifestName: "main" },
      };
      const encoded = await bench.encode({ video: {}, audio: [{}] }, processing);
      const protection = { Scheme: ProtectionScheme, KeyId: "1f9a0b6e-5c1d-4d3a-9a51-0d6b8a2c7e11" };
      assert.deepEqual(
        encoded.result.representations.map(({ Protection }) => Protection),
        [protection, protection],
      );
      const mpd = await readFile(encoded.path("main.mpd"), "utf8");
      assert.equal(mpd.split(`value="${ProtectionScheme}"`).length, 3);
      assert.equal(mpd.split(`cenc:default_KID="${protection.KeyId}"`).length, 3);

      for (const folder of ["video/180p", "audio/en_stereo"]) {
        const file = await joined(encoded, folder);
        await assert.rejects(ffmpeg("-xerror", "-i", file, "-f", "null", "-"), folder);
        await ffmpeg("-xerror", "-decryption_key", KEY_HEX, "-i", file, "-f", "null", "-");
      }
      for (const name of await readdir(encoded.path(""), { recursive: true })) {
        const content = await readFile(encoded.path(name)).catch(() => Buffer.alloc(0));
        const keys = [Buffer.from(KEY_HEX, "hex"), Buffer.from(KEY_HEX), Buffer.from(BASE64_KEY.ContentKey)];
        assert.ok(!keys.some((key) => content.includes(key)), name);
      }
    });
  }

  it("packages subtitles and captions, from files and tracks, for both manifests", async () => {
    await using bench = await openBench();
    const srt = "1\n00:00:01,000 --> 00:00:02,500\n<i>Grüße</i>\n";
    await writeFile(bench.source("film_de.srt"), srt);
    await writeFile(
      bench.source("film_en_cc.vtt"),
      "WEBVTT\r\n\r\nlate\r\n00:02.200 --> 00:02.800 line:0\r\n[Music]\r\n",
    );
    await writeFile(bench.source("film_fr.vtt"), "WEBVTT\n\nNOTE nothing yet\n");
    await makeFilm(bench.source("plain.mp4"));
    const muxed = ["-map", "0", "-map", "1", "-c", "copy", "-c:s", "mov_text", bench.source("film.mp4")];
    await ffmpeg("-i", bench.source("plain.mp4"), "-i", bench.source("film_de.srt"), ...muxed);
    const encoded = await bench.encode({
      video: {},
      audio: [{}],
      subtitles: [
        { File: "film_de.srt", Track: null, Codec: "subrip", Language: "de" },
        { File: "film.mp4", Track: 2, Codec: "mov_text", Language: "pt-BR" },
        { File: "film_fr.vtt", Track: null, Codec: "webvtt", Language: "fr" },
      ],
      captions: [{ File: "film_en_cc.vtt", Track: null, Codec: "webvtt", Language: "en" }],
    });
    assert.deepEqual(encoded.result.warnings, ["film_fr.vtt has no subtitles in it and was left out."]);
    const text = encoded.result.representations.filter(({ Type }) => Type === "text");
    assert.deepEqual(
      text.map(({ Language, Codecs, Protection }) => [Language, Codecs, Protection]),
      [
        ["de", "wvtt", null],
        ["pt-BR", "wvtt", null],
        ["en", "wvtt", null],
      ],
    );
    for (const folder of ["text/de", "text/pt-BR"]) {
      assert.match(
        await readFile(encoded.path(`${folder}/1.vtt`), "utf8"),
        /00:00:01\.000 --> 00:00:02\.500.*\n<i>Grüße<\/i>/u,
      );
    }
    // The first cue comes in the second segment, so the first one is empty instead of missing.
    assert.doesNotMatch(await readFile(encoded.path("text/en_cc/1.vtt"), "utf8"), /-->/u);
    assert.match(await readFile(encoded.path("text/en_cc/2.vtt"), "utf8"), /00:00:02\.200 --> 00:00:02\.800 line:0/u);
    const master = await readFile(encoded.path("manifest.m3u8"), "utf8");
    assert.match(master, /NAME="German",DEFAULT=NO/u);
    assert.match(master, /NAME="English \(captions\)",DEFAULT=NO.*transcribes-spoken-dialog/u);
    const mpd = await readFile(encoded.path("manifest.mpd"), "utf8");
    assert.match(mpd, /value="caption"/u);
    assert.match(mpd, /lang="pt-BR"/u);
  });

  it("refuses a subtitle file that is no Unicode, before it encodes", async () => {
    await using bench = await openBench();
    await writeFile(
      bench.source("film_de.srt"),
      Buffer.from("1\n00:00:01,000 --> 00:00:02,000\nGr\xfc\xdfe\n", "latin1"),
    );
    const subtitles = [{ File: "film_de.srt", Track: null, Codec: "subrip", Language: "de" }];
    await assert.rejects(bench.encode({ video: {}, subtitles }), {
      reason: "unreadable-media",
      message: "film_de.srt is not in UTF-8. Convert it and submit the job again.",
    });
  });

  it("joins mono tracks, adds sound files, deinterlaces and squares the picture", async () => {
    await using bench = await openBench();
    const tones = [
      "sine=frequency=300:duration=2:sample_rate=48000",
      "sine=frequency=3000:duration=2:sample_rate=48000",
    ].flatMap((tone) => ["-f", "lavfi", "-i", tone]);
    const interlaced = "testsrc2=size=360x288:rate=50:duration=2,interlace,setsar=16/11";
    await ffmpeg(
      ...["-f", "lavfi", "-i", interlaced, ...tones, "-map", "0", "-map", "1", "-map", "2"],
      ...["-c:v", "mpeg2video", "-flags", "+ilme+ildct", "-c:a", "pcm_s16le", bench.source("film.mxf")],
    );
    const surround = "aevalsrc=0.1*sin(t*1000)|0.2*sin(t*1000)|0|0|0|0:channel_layout=5.1:duration=2";
    await ffmpeg("-f", "lavfi", "-i", surround, "-c:a", "ac3", bench.source("sound_de.ac3"));
    const encoded = await bench.encode(
      {
        video: { File: "film.mxf", Width: 524, Height: 288, Interlaced: true, DurationInSeconds: 2 },
        audio: [
          { File: "film.mxf", Tracks: [1, 2], Language: "en" },
          { File: "sound_de.ac3", Tracks: [0], Channels: 6, Language: "de" },
        ],
      },
      {
        VideoRepresentations: [{ Height: 144, BitrateInKbps: 100 }],
        AudioRepresentations: [{ BitrateInKbps: 96 }, { BitrateInKbps: 192, Sound: "5.1", Create: "OnMatchingSound" }],
      },
    );
    const audio = encoded.result.representations.filter(({ Type }) => Type === "audio");
    assert.deepEqual(
      audio.map(({ Language, Channels }) => [Language, Channels]),
      [
        ["en", 2],
        ["de", 2],
        ["de", 6],
      ],
    );
    const video = await joined(encoded, "video/144p");
    const shown = await ffprobe(video, "-show_entries", "stream=width,height,field_order,sample_aspect_ratio");
    assert.deepEqual(shown, ["262,144,1:1,progressive"]);
    // Each mono track is one side: the high tone is on the right alone.
    const sound = await joined(encoded, "audio/en_stereo");
    const highOnTheLeft = await loudness(sound, "pan=mono|c0=c0,highpass=f=1500:p=2");
    const highOnTheRight = await loudness(sound, "pan=mono|c0=c1,highpass=f=1500:p=2");
    assert.ok(highOnTheRight > highOnTheLeft + 20, `${highOnTheLeft} ${highOnTheRight}`);
    const master = await readFile(encoded.path("manifest.m3u8"), "utf8");
    assert.doesNotMatch(master, /de_5\.1/u, "HLS groups must be equal, so DASH alone has what one language lacks");
  });

  it("turns a picture that was filmed upright", async () => {
    await using bench = await openBench();
    await makeFilm(bench.source("lying.mp4"), { seconds: 2 });
    const rotated = ["-i", bench.source("lying.mp4"), "-c", "copy", "-metadata:s:v", "rotate=90"];
    await ffmpeg(...rotated, bench.source("film.mp4"));
    const encoded = await bench.encode({ video: { Width: 180, Height: 320, Rotation: 90, DurationInSeconds: 2 } });
    assert.deepEqual(encoded.result.plan.representations, [{ Width: 180, Height: 320, BitrateInKbps: 216 }]);
    const video = await joined(encoded, "video/320p");
    assert.deepEqual(await ffprobe(video, "-show_entries", "stream=width,height"), ["180,320"]);
  });

  it("packages sound without a picture", async () => {
    await using bench = await openBench();
    await makeFilm(bench.source("film.mp4"));
    const { result, path } = await bench.encode({ audio: [{ Language: null }] });
    assert.deepEqual(result.plan.representations, []);
    assert.deepEqual(
      result.representations.map(({ Type, Language }) => [Type, Language]),
      [["audio", null]],
    );
    assert.match(
      await readFile(path("manifest.m3u8"), "utf8"),
      /#EXT-X-STREAM-INF.*\naudio\/und_stereo\/playlist\.m3u8/u,
    );
  });

  it("refuses a film that breaks off", async () => {
    await using bench = await openBench();
    await makeFilm(bench.source("whole.mp4"), { seconds: 8, options: ["-movflags", "+faststart"] });
    const whole = await readFile(bench.source("whole.mp4"));
    await writeFile(bench.source("film.mp4"), whole.subarray(0, whole.length / 2));
    await assert.rejects(bench.encode({ video: { DurationInSeconds: 8 }, audio: [{}] }), (error: unknown) => {
      assert.ok(error instanceof ReelbusError);
      assert.equal(error.reason, "unreadable-media");
      assert.match(error.message, /^film\.mp4 announces 8\.0 s of video, but only \d\.\d s could be read\./u);
      return true;
    });
  });

  it("ends ffmpeg on abort", async () => {
    await using bench = await openBench();
    await makeFilm(bench.source("film.mp4"), { seconds: 60, options: ["-r", "25"] });
    const controller = new AbortController();
    const video = { DurationInSeconds: 60 };
    const encoding = bench.encode({ video }, { OptimizeFor: "Quality" }, controller.signal);
    const root = dirname(dirname(bench.source("")));
    for (let attempt = 0; attempt < 500 && (await childrenIn(root)).length === 0; attempt += 1) await immediate();
    assert.equal((await childrenIn(root)).length, 1);
    controller.abort(new Error("cancelled"));
    await assert.rejects(encoding, { message: "cancelled" });
    assert.deepEqual(await childrenIn(root), []);
  });
});

/** The level of what a filter lets through, in dB. */
async function loudness(file: string, filter: string): Promise<number> {
  const measured = `${filter},astats=metadata=1:reset=0,ametadata=print:key=lavfi.astats.Overall.RMS_level:file=-`;
  const levels =
    (await ffmpeg("-i", file, "-af", measured, "-f", "null", "-")).match(/RMS_level=(-?[\d.]+|-inf)/gu) ?? [];
  const last = levels.at(-1)?.split("=")[1] ?? "";
  return last === "-inf" ? -200 : Number(last);
}

function immediate(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 20));
}

/** The processes that work below a folder. */
async function childrenIn(folder: string): Promise<string[]> {
  const found: string[] = [];
  for (const pid of await readdir("/proc").catch(() => [])) {
    const cwd = /^\d+$/u.test(pid) ? await readlink(`/proc/${pid}/cwd`).catch(() => "") : "";
    if (cwd.startsWith(folder)) found.push(pid);
  }
  return found;
}
