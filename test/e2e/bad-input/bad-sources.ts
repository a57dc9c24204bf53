import { makeFilm } from "@reelbus/testing";
import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { runFfmpeg } from "../../support/run-ffmpeg.ts";
import { makeTinyMedia } from "../../support/tiny-media.ts";
import { FOUND_BY, type BadCase } from "./bad-case.ts";

const CONVENTION = { MediaMappings: { MediaDetection: "Convention" } } as const;

/** Lays files into the source, read by the convention unless the case says otherwise. */
function files(name: string, content: () => Promise<Uint8Array> | string): BadCase["make"] {
  return async (places) => {
    await writeFile(join(places.source, name), await content());
    return CONVENTION;
  };
}

const film = () => makeTinyMedia("mp4");

/** Sources on disk that can't become a film. */
export const BAD_SOURCES: readonly BadCase[] = [
  {
    what: "no such folder",
    make: async ({ source }) => {
      await rm(source, { recursive: true });
      return {};
    },
    answer: ({ source }) => ({
      ...FOUND_BY.acquisition,
      Reason: "file-not-found",
      Retryable: false,
      Message: `"${source}" does not exist. Check the path.`,
    }),
  },
  {
    what: "an empty folder",
    make: () => Promise.resolve({}),
    answer: ({ source }) => ({
      ...FOUND_BY.acquisition,
      Reason: "no-files",
      Retryable: false,
      Message: `The folder "${source}" holds no file. Put the film's files into it.`,
    }),
  },
  {
    what: "nothing matched by an expression",
    make: async (places) => {
      await writeFile(join(places.source, "film.mp4"), await film());
      return { MediaMappings: { MediaDetection: "Regex", VideoStreamExpression: "master\\.mov$" } };
    },
    answer: () => ({
      ...FOUND_BY.mediaMapping,
      Reason: "no-video",
      Retryable: false,
      Message:
        "VideoStreamExpression matches no media file. Deliver a video file, or set FailOnNoVideoTracks to false for a film without picture.",
    }),
  },
  {
    what: "nothing matched by the convention",
    make: files("notes.txt", () => "call back"),
    answer: () => ({
      ...FOUND_BY.mediaMapping,
      Reason: "no-video",
      Retryable: false,
      Message:
        "No media file was delivered. Deliver a video file, or set FailOnNoVideoTracks to false for a film without picture.",
    }),
  },
  {
    what: "two videos matched",
    make: async (places) => {
      for (const name of ["film.mp4", "trailer.mp4"]) await writeFile(join(places.source, name), await film());
      return { MediaMappings: { MediaDetection: "Regex", VideoStreamExpression: "^(film|trailer)" } };
    },
    answer: () => ({
      ...FOUND_BY.mediaMapping,
      Reason: "several-videos",
      Retryable: false,
      Message:
        "Several files have a picture, one is expected: film.mp4, trailer.mp4. Deliver one video file, or let VideoStreamExpression match one.",
    }),
  },
  {
    what: "a text file named .mp4",
    make: files("film.mp4", () => "This is no film.\n".repeat(100)),
    answer: () => unreadable("film.mp4 can't be read: it is damaged or no media file. Deliver it again."),
  },
  {
    what: "an MP4 whose index at the end is missing",
    make: files("film.mp4", async () => {
      const bytes = Buffer.from(await film());
      return bytes.subarray(0, bytes.lastIndexOf("moov") - 4);
    }),
    answer: () => unreadable("film.mp4 can't be read: it is damaged or no media file. Deliver it again."),
  },
  {
    what: "an MP4 that is cut in the middle",
    make: files("film.mp4", async () => {
      const bytes = await film();
      return bytes.subarray(0, bytes.length / 2);
    }),
    answer: () => unreadable("film.mp4 is incomplete: its end is missing. Deliver it again."),
  },
  {
    what: "an MKV that is cut in the middle",
    make: files("film.mkv", async () => {
      const bytes = await readFile(
        await makeFilm({ durationSeconds: 6, width: 64, height: 36, audio: [{}], container: "mkv" }),
      );
      return bytes.subarray(0, bytes.length / 2);
    }),
    answer: () => ({
      ...FOUND_BY.encoding,
      Reason: "unreadable-media",
      Retryable: false,
      // How much of the film half of its bytes hold is the encoder's affair.
      Message:
        /^film\.mkv announces 6\.0 s of video, but only [0-5]\.\d s could be read\. The file is damaged or incomplete: deliver it again\.$/u,
    }),
  },
  {
    what: "zero bytes",
    make: files("film.mp4", () => ""),
    answer: () => unreadable("film.mp4 can't be read: it is damaged or no media file. Deliver it again."),
  },
  {
    what: "a codec that nobody knows",
    make: files("film.mp4", async () => replaced(await film(), "avc1", "zzz1")),
    answer: () => ({
      ...FOUND_BY.mediaMapping,
      Reason: "unsupported-codec",
      Retryable: false,
      Message: "Track 0 of film.mp4 (video) is coded in a way that can't be decoded. Deliver it in another codec.",
    }),
  },
  {
    what: "a codec that has a name but no decoder",
    make: files("film.mkv", async () =>
      replaced(await makeTinyMedia("mkv"), "V_MPEG4/ISO/AVC", "V_AVS3".padEnd(15, "\0")),
    ),
    answer: () => ({
      ...FOUND_BY.mediaMapping,
      Reason: "unsupported-codec",
      Retryable: false,
      Message: "Track 0 of film.mkv (video) is coded in a way that can't be decoded. Deliver it in another codec.",
    }),
  },
  {
    what: "an encrypted film",
    make: async (places) => {
      await writeFile(join(places.source, "clear.mp4"), await film());
      await encrypt(join(places.source, "clear.mp4"), join(places.source, "film.mp4"));
      await rm(join(places.source, "clear.mp4"));
      return CONVENTION;
    },
    answer: () => ({
      ...FOUND_BY.mediaMapping,
      Reason: "encrypted-media",
      Retryable: false,
      Message: "Track 0 of film.mp4 (video) is encrypted. Deliver the file without encryption.",
    }),
  },
  {
    what: "an unrecognised language code",
    make: async (places) => {
      await writeFile(join(places.source, "film.mp4"), await film());
      await writeFile(join(places.source, "film-zz.vtt"), "WEBVTT\n\n00:00.000 --> 00:00.400\nHello\n");
      return CONVENTION;
    },
    answer: () => ({
      ...FOUND_BY.mediaMapping,
      Reason: "unrecognised-language",
      Retryable: false,
      Message:
        "The language code 'zz' in the name of film-zz.vtt is not known. Use a BCP 47 code such as en, eng, en-US or es-419, or set FailOnUnrecognisedLanguageCodes to false.",
    }),
  },
];

function unreadable(Message: string) {
  return { ...FOUND_BY.mediaMapping, Reason: "unreadable-media", Retryable: false, Message } as const;
}

/** The bytes with every occurrence of a text replaced by another one of the same length. */
function replaced(bytes: Uint8Array, text: string, by: string): Buffer {
  return Buffer.from(Buffer.from(bytes).toString("latin1").replaceAll(text, by), "latin1");
}

/** By common encryption (ISO/IEC 23001-7), as films are that were packaged for players. */
async function encrypt(from: string, to: string): Promise<void> {
  const key = [
    "-encryption_key",
    "00112233445566778899aabbccddeeff",
    "-encryption_kid",
    "ffeeddccbbaa99887766554433221100",
  ];
  const scheme = ["-encryption_scheme", "cenc-aes-ctr", ...key];
  await runFfmpeg(["-i", from, "-c", "copy", ...scheme, to]);
}
