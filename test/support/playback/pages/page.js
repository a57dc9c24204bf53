// What the pages of all players share. The functions of docs/playback.md are loaded before, as a plain script.
const { AudioContext, Image, document, performance } = globalThis;

export const video = document.querySelector("video");

/** Errors of the page, the video element and the player, as text. */
export const errors = [];
globalThis.addEventListener("error", ({ message }) => errors.push(`page: ${message}`));
globalThis.addEventListener("unhandledrejection", ({ reason }) => errors.push(`page: ${describe(reason)}`));
video.addEventListener("error", () => errors.push(`video: ${video.error.code} ${video.error.message}`));

export function describe(error) {
  return error?.message ?? JSON.stringify(error) ?? String(error);
}

/** While it plays, it turns back before the end, so that a slow machine has time for everything. */
const TURN_AT_SECONDS = 10;
const TURN_TO_SECONDS = 1.5;
let isTurning = false;
video.addEventListener("timeupdate", () => {
  if (isTurning && video.currentTime > TURN_AT_SECONDS) video.currentTime = TURN_TO_SECONDS;
});

let meter;

/** What a test asks of any page. */
export const common = {
  errors: () => errors,
  state: () => ({
    currentTime: video.currentTime,
    paused: video.paused,
    settled: !video.seeking && video.readyState >= 2,
    height: video.videoHeight,
    decodedFrames: video.getVideoPlaybackQuality().totalVideoFrames,
  }),
  // It may never settle, and what matters is seen in the state.
  play: () => {
    isTurning = true;
    void video.play().catch((error) => errors.push(`play: ${describe(error)}`));
  },
  pause: () => {
    isTurning = false;
    video.pause();
  },
  seek: (seconds) => {
    video.currentTime = seconds;
  },
  /** Texts of the cues that are shown now. */
  shownText: () => ({
    currentTime: video.currentTime,
    cues: Array.from(video.textTracks)
      .filter(({ mode }) => mode !== "disabled")
      .flatMap(({ activeCues }) => Array.from(activeCues ?? [], ({ text }) => text)),
  }),
  pictureBrightness: async (url) => {
    const image = await load(url);
    return brightnessOf(image, 0, 0, image.width, image.height);
  },
  /** Hertz of the loudest tone that is heard now; 0 in silence. */
  heardTone: () => {
    meter ??= startMeter();
    const levels = new Uint8Array(meter.frequencyBinCount);
    meter.getByteFrequencyData(levels);
    const loudest = levels.indexOf(Math.max(...levels));
    return (loudest * meter.context.sampleRate) / meter.fftSize;
  },
};

function startMeter() {
  const context = new AudioContext();
  const analyser = context.createAnalyser();
  analyser.smoothingTimeConstant = 0;
  context.createMediaElementSource(video).connect(analyser);
  analyser.connect(context.destination);
  return analyser;
}

/** The brightness (0 to 255) of a picture's left half, where the film's plate is. */
function brightnessOf(source, x, y, width, height) {
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext("2d");
  context.drawImage(source, x, y, width, height, 0, 0, width, height);
  const [red, green, blue] = context.getImageData(Math.floor(width / 4), Math.floor(height / 2), 1, 1).data;
  return (red + green + blue) / 3;
}

/** Loads a thumbnail's sheet and looks at its tile. */
export async function brightnessOfThumbnail(thumbnail) {
  const image = await load(thumbnail.url);
  return brightnessOf(image, thumbnail.x, thumbnail.y, thumbnail.width, thumbnail.height);
}

async function load(url) {
  const image = new Image();
  image.src = url;
  await image.decode();
  return image;
}

/** Until a condition holds. */
export async function until(condition, what) {
  const deadline = performance.now() + 30_000;
  while (!condition()) {
    if (performance.now() > deadline) throw new Error(`waited in vain for ${what}`);
    await new Promise((resolve) => globalThis.requestAnimationFrame(resolve));
  }
}
