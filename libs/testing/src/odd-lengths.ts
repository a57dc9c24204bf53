import { AAC, H264, type MediaRecipe } from "./media-recipe.ts";
import { pictureInput, soundInput } from "./test-picture.ts";

/** A minute of black, which is repeated without coding it again. */
const BLACK_MINUTE = ["-f", "lavfi", "-i", "color=c=black:s=64x36:r=2:d=60", ...H264, "-g", "120"];

/** What is odd about how long picture and sound last, or when they begin. */
export const oddLengths = {
  "audio longer than video": parts(1.2, 2.4),
  "video longer than audio": parts(2.4, 1.2),
  "audio that starts late": {
    extension: "mkv",
    arguments: [
      ...[...pictureInput(), ...soundInput([440, 440])],
      ...["-filter_complex", "[1:a]atrim=start=0.35[late]", "-map", "0:v", "-map", "[late]", ...H264, ...AAC],
    ],
  },
  "half a second": parts(0.5, 0.5),
  "one frame": parts(0.04, 0.04),
  "one frame, no audio": { extension: "mkv", arguments: [...pictureInput({ seconds: 0.04 }), ...H264] },
  "one frame with two seconds of sound": parts(0.04, 2),
  "ten minutes of black": black(10),
  "three hours of black": black(180),
} satisfies Record<string, MediaRecipe>;

function black(minutes: number): MediaRecipe {
  return {
    extension: "mp4",
    before: { "minute.mp4": BLACK_MINUTE },
    arguments: ["-stream_loop", `${minutes - 1}`, "-i", "minute.mp4", "-c", "copy"],
  };
}

function parts(pictureSeconds: number, soundSeconds: number): MediaRecipe {
  return {
    extension: "mp4",
    arguments: [...pictureInput({ seconds: pictureSeconds }), ...soundInput([440, 440], soundSeconds), ...H264, ...AAC],
  };
}
