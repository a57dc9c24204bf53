import { brightnessOfThumbnail, common, errors, until, video } from "./page.js";

const { Hls, openWithHlsJs, thumbnailByIndex } = globalThis;
let player;
let index;

globalThis.driver = {
  ...common,
  open: async (url) => {
    index = new URL("thumbnails/thumbnails.vtt", url).href;
    player = openWithHlsJs(video, url);
    player.on(Hls.Events.ERROR, (_, { type, details }) => errors.push(`hls.js: ${type} ${details}`));
    await until(() => player.levels.length > 0, "the levels");
  },
  close: () => player.destroy(),
  heights: () => player.levels.map(({ height }) => height),
  selectHeight: (height) => {
    player.currentLevel = player.levels.findIndex((one) => one.height === height);
  },
  audioLanguages: () => player.audioTracks.map(({ lang }) => lang),
  selectAudio: (language) => {
    player.audioTrack = player.audioTracks.findIndex(({ lang }) => lang === language);
  },
  textLanguages: () => player.subtitleTracks.map(({ lang }) => lang),
  showText: (language) => {
    player.subtitleDisplay = true;
    player.subtitleTrack = player.subtitleTracks.findIndex(({ lang }) => lang === language);
  },
  thumbnailBrightness: async (seconds) => brightnessOfThumbnail(await thumbnailByIndex(index, seconds)),
};
