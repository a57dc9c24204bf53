import { AAC, H264, type MediaRecipe } from "./media-recipe.ts";
import { pictureInput, soundInput, type TestSound } from "./test-picture.ts";

/** One track of sound. */
interface SoundTrack {
  readonly tonesHz: TestSound;
  /** ISO 639-2. */
  readonly language?: string;
}

/** One tone a channel, so that none can be taken for another; in 5.1 the fourth is the low one. */
const SURROUND_TONES = [300, 400, 500, 80, 600, 700];

/** What is odd about the sound. */
export const oddSounds = {
  "no audio": { extension: "mp4", arguments: [...pictureInput(), ...H264] },
  mono: withSound([{ tonesHz: [440] }]),
  "5.1": withSound([{ tonesHz: SURROUND_TONES }], ["-c:a", "ac3", "-b:a", "448k"]),
  "several languages": withSound([
    { tonesHz: [300, 300], language: "eng" },
    { tonesHz: [400, 400], language: "ger" },
    { tonesHz: [500], language: "fre" },
  ]),
  "8 mono tracks": {
    ...withSound(
      [...SURROUND_TONES, 800, 900].map((tone) => ({ tonesHz: [tone], language: "eng" })),
      ["-c:a", "pcm_s16le"],
    ),
    extension: "mov",
  },
  "sound alone, 300 Hz": { extension: "m4a", arguments: [...soundInput([300, 300]), ...AAC] },
  "sound alone, 400 Hz, mono": { extension: "wav", arguments: [...soundInput([400])] },
  "sound alone, 500 Hz, 44.1 kHz": {
    extension: "mp3",
    arguments: [...soundInput([500, 500]), "-ar", "44100", "-c:a", "libmp3lame", "-b:a", "128k"],
  },
} satisfies Record<string, MediaRecipe>;

function withSound(tracks: readonly SoundTrack[], options: readonly string[] = AAC): MediaRecipe {
  const maps = tracks.map((_, index) => ["-map", `${index + 1}`]);
  const languages = tracks.map(({ language }, index) =>
    language === undefined ? [] : [`-metadata:s:a:${index}`, `language=${language}`],
  );
  return {
    extension: "mp4",
    arguments: [
      ...pictureInput(),
      ...tracks.flatMap(({ tonesHz }) => soundInput(tonesHz)),
      ...["-map", "0", ...maps.flat(), ...H264, ...options, ...languages.flat()],
    ],
  };
}
