import { AAC, H264, type MediaRecipe } from "./media-recipe.ts";
import { pictureInput, soundInput, type TestPicture } from "./test-picture.ts";

/** What is odd about the picture. */
export const oddPictures = {
  plain: film(),
  "50 fps": film({ rate: "50" }),
  "29.97 fps": film({ rate: "30000/1001" }),
  "23.976 fps": film({ rate: "24000/1001" }),
  // Half of the frames of the second half are left out: 50 frames a second, then 25.
  "variable frame rate": film({ rate: "50", filters: ["select='lt(t,0.8)+not(mod(n,2))'"] }, ["-fps_mode", "vfr"]),
  "odd dimensions": film({ size: "161x91", filters: ["format=yuv444p"] }, ["-pix_fmt", "yuv444p"]),
  "anamorphic pixels": film({ size: "120x90", filters: ["setsar=4/3"] }),
  interlaced: {
    extension: "mpg",
    arguments: [
      ...pictureInput({ size: "160x96", rate: "50", filters: ["tinterlace=interleave_top", "fieldorder=tff"] }),
      ...soundInput([440, 440]),
      ...[
        "-c:v",
        "mpeg2video",
        "-q:v",
        "2",
        "-pix_fmt",
        "yuv420p",
        "-flags",
        "+ilme+ildct",
        "-top",
        "1",
        "-c:a",
        "mp2",
      ],
    ],
  },
  portrait: film({ size: "90x160" }),
  "rotated by 90 degrees": rotated(90),
  "rotated by 180 degrees": rotated(180),
  "rotated by 270 degrees": rotated(270),
  // The smaller one comes first and is marked as the default.
  "two video tracks": {
    extension: "mkv",
    arguments: [
      ...pictureInput({ size: "80x44" }),
      ...pictureInput(),
      ...soundInput([440, 440]),
      ...["-map", "0", "-map", "1", "-map", "2", "-disposition:v:0", "default", ...H264, ...AAC],
    ],
  },
  "cover picture": {
    extension: "mp4",
    before: {
      "cover.png": ["-f", "lavfi", "-i", "color=c=yellow:s=600x600", "-frames:v", "1"],
      "film.mp4": [...pictureInput(), ...soundInput([440, 440]), ...H264, ...AAC],
    },
    // Before the film's own picture, which is smaller.
    arguments: [
      ...["-i", "cover.png", "-i", "film.mp4", "-map", "0", "-map", "1", "-c", "copy"],
      ...["-disposition:v:0", "attached_pic"],
    ],
  },
  // A picture of one frame that nothing marks as a cover, larger than the film's own.
  "cover picture without a mark": {
    extension: "mkv",
    before: { "film.mp4": [...pictureInput(), ...soundInput([440, 440]), ...H264, ...AAC] },
    arguments: [
      ...["-f", "lavfi", "-i", "color=c=yellow:s=600x600:r=25:d=0.04", "-i", "film.mp4", "-map", "0", "-map", "1"],
      ...["-c", "copy", "-c:v:0", "mjpeg"],
    ],
  },
  "10-bit HEVC": {
    extension: "mp4",
    arguments: [
      ...pictureInput(),
      ...soundInput([440, 440]),
      ...["-c:v", "libx265", "-preset", "ultrafast", "-x265-params", "log-level=error", "-pix_fmt", "yuv420p10le"],
      ...["-tag:v", "hvc1", ...AAC],
    ],
  },
  ProRes: {
    extension: "mov",
    arguments: [
      ...pictureInput(),
      ...soundInput([440, 440]),
      ...["-c:v", "prores_ks", "-profile:v", "proxy", "-c:a", "pcm_s24le"],
    ],
  },
} satisfies Record<string, MediaRecipe>;

function film(picture: TestPicture = {}, options: readonly string[] = []): MediaRecipe {
  return {
    extension: "mp4",
    arguments: [...pictureInput(picture), ...soundInput([440, 440]), ...H264, ...AAC, ...options],
  };
}

/** The picture is coded turned, and the file says by how many degrees clockwise to turn it back; ffmpeg counts the other way. */
function rotated(degrees: 90 | 180 | 270): MediaRecipe {
  const turns = { 90: ["transpose=cclock"], 180: ["hflip", "vflip"], 270: ["transpose=clock"] }[degrees];
  return {
    extension: "mp4",
    before: { "turned.mp4": film({ filters: turns }).arguments },
    arguments: ["-i", "turned.mp4", "-map", "0", "-c", "copy", "-metadata:s:v:0", `rotate=${360 - degrees}`],
  };
}
