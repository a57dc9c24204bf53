import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { parseJobDescription, type ContentProcessing } from "@reelbus/contracts";
import type { Renditions } from "../encoding/renditions.ts";
import { planPackaging } from "./plan-packaging.ts";
import { protectionOf } from "./protection.ts";

function processing(settings: object = {}): ContentProcessing {
  const parsed = parseJobDescription({
    ContentAcquisition: { Provider: "Local", UriPath: "/film" },
    ContentPublishing: { Provider: "Local", UriPath: "/published" },
    ContentProcessing: { OutputFormat: ["Cmaf"], ...settings },
  });
  assert.ok(parsed.ok);
  return parsed.description.ContentProcessing;
}

const AUDIO = { stream: 0, channels: 2, bitrateKbps: 128, language: "en", kind: "Main" } as const;
const RENDITIONS: Renditions = {
  video: [
    {
      folder: "video/360p",
      file: "work/video-360p.mp4",
      size: { Width: 640, Height: 360, BitrateInKbps: 860 },
      frameRate: "25/1",
    },
  ],
  audio: [
    {
      ...AUDIO,
      folder: "audio/en_stereo_ad",
      file: "work/ad.mp4",
      kind: "Descriptive",
      name: "English (audio description)",
      label: "English (audio description) stereo",
      hlsGroup: "audio",
    },
    { ...AUDIO, folder: "audio/en_5.1", file: "work/5.1.mp4", name: "English", label: "English 5.1", hlsGroup: null },
  ],
  text: [
    {
      folder: "text/de_cc",
      file: "work/text-de_cc.vtt",
      language: "de",
      kind: "captions",
      name: "German (captions)",
      source: { file: "de.vtt", track: null, codec: "webvtt" },
    },
    {
      folder: "text/und",
      file: "work/text-und.vtt",
      language: null,
      kind: "subtitles",
      name: "Unknown",
      source: { file: "x.srt", track: null, codec: "subrip" },
    },
  ],
  images: [],
};

const STREAMS = [
  "in=work/video-360p.mp4,stream=video,init_segment=package/video/360p/init.mp4," +
    "segment_template=package/video/360p/$Number$.m4s,playlist_name=video/360p/playlist.m3u8",
  "in=work/ad.mp4,stream=audio,init_segment=package/audio/en_stereo_ad/init.mp4," +
    "segment_template=package/audio/en_stereo_ad/$Number$.m4s,language=en,dash_label=English (audio description) stereo," +
    "dash_roles=description,dash_accessibilities=urn:tva:metadata:cs:AudioPurposeCS:2007=1," +
    "playlist_name=audio/en_stereo_ad/playlist.m3u8,hls_group_id=audio,hls_name=English (audio description)," +
    "hls_characteristics=public.accessibility.describes-video",
  "in=work/5.1.mp4,stream=audio,init_segment=package/audio/en_5.1/init.mp4," +
    "segment_template=package/audio/en_5.1/$Number$.m4s,language=en,dash_label=English 5.1,dash_only=1",
  "in=work/text-de_cc.vtt,stream=text,language=de,init_segment=package/text/de_cc/init.mp4," +
    "segment_template=package/text/de_cc/$Number$.m4s,dash_only=1,dash_label=German (captions),dash_roles=caption," +
    "dash_accessibilities=urn:tva:metadata:cs:AudioPurposeCS:2007=2",
  "in=work/text-de_cc.vtt,stream=text,language=de,segment_template=package/text/de_cc/$Number$.vtt,hls_only=1," +
    "playlist_name=text/de_cc/playlist.m3u8,hls_group_id=text,hls_name=German (captions)," +
    "hls_characteristics=public.accessibility.transcribes-spoken-dialog;public.accessibility.describes-music-and-sound",
  "in=work/text-und.vtt,stream=text,init_segment=package/text/und/init.mp4," +
    "segment_template=package/text/und/$Number$.m4s,dash_only=1,dash_label=Unknown,dash_roles=subtitle",
  "in=work/text-und.vtt,stream=text,segment_template=package/text/und/$Number$.vtt,hls_only=1," +
    "playlist_name=text/und/playlist.m3u8,hls_group_id=text,hls_name=Unknown",
];

describe("planPackaging", () => {
  it("names every stream in both manifests, as each of them can take it", () => {
    assert.deepEqual(planPackaging(RENDITIONS, processing({ Naming: { ManifestName: "film" } })), {
      arguments: [
        ...STREAMS,
        "--mpd_output=package/film.mpd",
        "--hls_master_playlist_output=package/film.m3u8",
        "--generate_static_live_mpd",
        "--use_fake_clock_for_muxer",
        "--single_threaded",
        "--io_cache_size=1048576",
        "--segment_duration=4",
        "--default_language=en",
        "--default_text_language=zxx",
      ],
      secretArgument: null,
    });
  });

  it("keeps the key out of the arguments", () => {
    const settings = {
      DrmProtection: "Base64Key",
      KeyId: "1F9A0B6E-5C1D-4D3A-9A51-0D6B8A2C7E11",
      ContentKey: "ABEiM0RVZneImaq7zN3u/w==",
      ExplicitIV: "0123456789ABCDEF0123456789ABCDEF",
      DrmSystems: ["Widevine", "PlayReady", "FairPlay", "ClearKey"],
    };
    const command = planPackaging({ ...RENDITIONS, audio: [], text: [] }, processing(settings));
    assert.deepEqual(command.arguments.slice(-5), [
      "--enable_raw_key_encryption",
      "--protection_scheme=cbcs",
      "--protection_systems=Widevine,PlayReady,FairPlay,Common",
      "--iv=0123456789abcdef0123456789abcdef",
      "--clear_lead=0",
    ]);
    const key = "00112233445566778899aabbccddeeff";
    assert.equal(command.secretArgument, `--keys=label=:key_id=1f9a0b6e5c1d4d3a9a510d6b8a2c7e11:key=${key}`);
    assert.ok(!command.arguments.join(" ").includes(key));
    assert.deepEqual(protectionOf(processing({ ...settings, ProtectionScheme: "cenc" })), {
      Scheme: "cenc",
      KeyId: "1f9a0b6e-5c1d-4d3a-9a51-0d6b8a2c7e11",
    });
    assert.equal(protectionOf(processing()), null);
  });
});
