import { brightnessOfThumbnail, common, describe, errors, until, video } from "./page.js";

const { dashjs, openWithDashJs, thumbnailByDashJs } = globalThis;
let player;

globalThis.driver = {
  ...common,
  open: async (url, keyId, key) => {
    player = openWithDashJs(video, url, keyId, key);
    player.on(dashjs.MediaPlayer.events.ERROR, ({ error }) => errors.push(`dash.js: ${describe(error)}`));
    let initialized = false;
    player.on(dashjs.MediaPlayer.events.STREAM_INITIALIZED, () => (initialized = true));
    await until(() => initialized, "the stream");
  },
  close: () => player.destroy(),
  heights: () => player.getRepresentationsByType("video").map(({ height }) => height),
  selectHeight: (height) => {
    player.updateSettings({ streaming: { abr: { autoSwitchBitrate: { video: false } } } });
    const index = player.getRepresentationsByType("video").findIndex((one) => one.height === height);
    player.setRepresentationForTypeByIndex("video", index, true);
  },
  audioLanguages: () => player.getTracksFor("audio").map(({ lang }) => lang),
  selectAudio: (language) => player.setCurrentTrack(player.getTracksFor("audio").find(({ lang }) => lang === language)),
  textLanguages: () => player.getTracksFor("text").map(({ lang }) => lang),
  showText: (language) => {
    player.enableText(true);
    player.setTextTrack(player.getTracksFor("text").findIndex(({ lang }) => lang === language));
  },
  thumbnailBrightness: async (seconds) => brightnessOfThumbnail(await thumbnailByDashJs(player, seconds)),
};
