import { brightnessOfThumbnail, common, describe, errors, video } from "./page.js";

const { openWithShaka, shaka, thumbnailByShaka } = globalThis;
shaka.polyfill.installAll();
let player;

globalThis.driver = {
  ...common,
  open: async (url, keyId, key) => {
    player = await openWithShaka(video, url, keyId, key).catch((error) => {
      throw new Error(`shaka: ${error.code} ${describe(error)}`);
    });
    // The film is short: by default all of it would be loaded before anything is switched.
    player.configure({ streaming: { bufferingGoal: 3, rebufferingGoal: 1 } });
    player.addEventListener("error", ({ detail }) => errors.push(`shaka: ${detail.code} ${describe(detail)}`));
  },
  close: () => player.destroy(),
  heights: () => [...new Set(player.getVariantTracks().map(({ height }) => height))],
  selectHeight: (height) => {
    player.configure({ abr: { enabled: false } });
    const active = player.getVariantTracks().find((track) => track.active);
    const track = player.getVariantTracks().find((one) => one.height === height && one.language === active.language);
    player.selectVariantTrack(track, true);
  },
  audioLanguages: () => player.getAudioTracks().map(({ language }) => language),
  selectAudio: (language) => player.selectAudioTrack(player.getAudioTracks().find((one) => one.language === language)),
  textLanguages: () => player.getTextTracks().map(({ language }) => language),
  showText: (language) => player.selectTextTrack(player.getTextTracks().find((one) => one.language === language)),
  thumbnailBrightness: async (seconds) => brightnessOfThumbnail(await thumbnailByShaka(player, seconds)),
};
