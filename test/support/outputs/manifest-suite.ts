import type { LifecycleEvent } from "@reelbus/contracts";
import assert from "node:assert/strict";
import { join } from "node:path";
import { before, describe, it } from "node:test";
import { CLOCK_FRAME_RATE, CLOCK_SECONDS } from "../clock-film.ts";
import { KEY_ID, type PublishedFilms } from "../clock-jobs.ts";
import { dashFilm, dashRules, MANIFEST } from "./dash-rules.ts";
import type { ExpectedFilm } from "./expected-film.ts";
import { fileRules } from "./file-rules.ts";
import { hlsFilm, MASTER } from "./hls-film.ts";
import { hlsMasterRules } from "./hls-master-rules.ts";
import { hlsMediaRules } from "./hls-media-rules.ts";
import { parseMpd, parsePlaylist } from "./parse.ts";
import { readPublishedFolder, type PublishedFolder } from "./published-folder.ts";

const hlsRules = [...hlsMasterRules, ...hlsMediaRules];

const NAMES = ["clear", "cenc", "cbcs"] as const;
type Name = (typeof NAMES)[number];

const NO_KEY = { isKey: false, isIdr: false };

/** One lie for each rule: which file, what is replaced by what. */
const LIES: readonly [rule: string, film: Name, file: string, true_: string | RegExp, false_: string][] = [
  ["5.3.1.2", "clear", MANIFEST, "PT11.6S", "PT11.5S"],
  ["5.3.5.2", "clear", MANIFEST, 'id="1" bandwidth', 'id="0" bandwidth'],
  ["5.3.7.2", "clear", MANIFEST, ' audioSamplingRate="48000"', ""],
  ["5.3.9.6", "clear", MANIFEST, '<S t="288768"', '<S t="288769"'],
  ["segmentAlignment", "clear", MANIFEST, 'd="25600" r="4"', 'd="25088" r="4"'],
  ["bandwidth", "clear", MANIFEST, /bandwidth="4\d{5}"/u, 'bandwidth="300000"'],
  ["codecs, width", "clear", MANIFEST, "avc1.64000d", "avc1.64000c"],
  ["5.8.4.1", "cenc", MANIFEST, 'value="cenc"', 'value="cbcs"'],
  ["6.2.6", "clear", MANIFEST, 'width="960"', 'width="800"'],
  ["4.3.1.1", "clear", "audio/de_stereo/playlist.m3u8", "#EXTM3U\n", ""],
  ["4.3.1.2", "clear", "video/90p/playlist.m3u8", "VERSION:6", "VERSION:5"],
  ["4.3.3.1", "clear", "video/90p/playlist.m3u8", "TARGETDURATION:3", "TARGETDURATION:1"],
  ["4.3.3.4", "clear", "text/en/playlist.m3u8", "#EXT-X-ENDLIST", ""],
  ["4.3.2.5", "clear", "video/90p/playlist.m3u8", /#EXT-X-MAP.*\n/u, ""],
  ["6.2.4", "clear", "video/90p/playlist.m3u8", "#EXTINF:2.000", "#EXTINF:2.040"],
  ["6.2.1", "clear", "audio/en_stereo/playlist.m3u8", "#EXTINF:1.984", "#EXTINF:1.900"],
  ["4.3.4.1", "clear", MASTER, ',CHANNELS="2"', ""],
  ["4.3.4.1.1", "clear", MASTER, "DEFAULT=NO", "DEFAULT=YES"],
  ["4.3.4.2", "clear", MASTER, 'AUDIO="audio"', 'AUDIO="sound"'],
  ["AVERAGE-BANDWIDTH", "clear", MASTER, /BANDWIDTH=5\d{5}/u, "BANDWIDTH=500000"],
  ["RESOLUTION", "clear", MASTER, "320x180", "320x182"],
  ["4.3.2.4", "cbcs", "audio/de_stereo/playlist.m3u8", /#EXT-X-KEY.*\n/u, ""],
  ["3.5", "clear", "text/de/3.vtt", "Sekunde 5", "Sekunde 0"],
  ["Roku", "clear", "thumbnails/playlist.m3u8", "LAYOUT=6x1", "LAYOUT=5x1"],
  ["RFC 3986", "clear", "video/90p/playlist.m3u8", "3.m4s", "7.m4s"],
  ["docs/events.md", "clear", MANIFEST, 'media="text/de/', 'media="text/en/'],
];

/** The tests of the manifests that were published of the clock film. */
export function describeManifests(published: () => PublishedFilms<Name>): void {
  const folders = new Map<Name, PublishedFolder>();
  const folderOf = (name: Name) => folders.get(name) ?? assert.fail(`${name} was not read`);

  before(async () => {
    for (const name of NAMES) folders.set(name, await readPublishedFolder(published().films[name].folder));
  });

  /** What breaks each rule, by its section. */
  const breachesOf = (name: Name, folder: PublishedFolder): Map<string, string[]> => {
    const scheme = name === "clear" ? null : name;
    const film: ExpectedFilm = {
      published: folder,
      durationSeconds: CLOCK_SECONDS,
      frameSeconds: 1 / CLOCK_FRAME_RATE,
      scheme,
      keyId: KEY_ID,
    };
    const [dash, hls] = [dashFilm(film), hlsFilm(film)];
    return new Map([
      ...dashRules.map(({ section, breaches }) => [section, breaches(dash)] as const),
      ...hlsRules.map(({ section, breaches }) => [section, breaches(hls)] as const),
      ...fileRules.map(
        ({ section, breaches }) =>
          [section, breaches({ ...film, told: toldBy(published().films[name].events) })] as const,
      ),
    ]);
  };

  for (const name of NAMES) {
    describe(name, () => {
      for (const { section, says } of [...dashRules, ...hlsRules, ...fileRules]) {
        it(`${section}: ${says}`, () => assert.deepEqual(breachesOf(name, folderOf(name)).get(section), []));
      }

      it("is understood by mpd-parser", () => {
        const parsed = parseMpd(folderOf(name).texts.get(MANIFEST) ?? "");
        assert.equal(parsed.duration, CLOCK_SECONDS);
        assert.deepEqual(
          parsed.playlists.map(({ segments }) => segments.length),
          [6, 6, 6],
        );
        assert.deepEqual(Object.keys(parsed.mediaGroups["AUDIO"]?.["audio"] ?? {}).toSorted(), ["English", "German"]);
        assert.deepEqual(Object.keys(parsed.mediaGroups["SUBTITLES"]?.["subs"] ?? {}).toSorted(), [
          "English",
          "German",
        ]);
      });

      it("is understood by m3u8-parser, with every media playlist", () => {
        const { texts } = folderOf(name);
        const { mediaGroups, playlists } = parsePlaylist(texts.get(MASTER) ?? "");
        assert.equal(playlists?.length, 3);
        assert.deepEqual(Object.keys(mediaGroups?.["AUDIO"]?.["audio"] ?? {}).toSorted(), ["English", "German"]);
        assert.deepEqual(Object.keys(mediaGroups?.["SUBTITLES"]?.["text"] ?? {}).toSorted(), ["English", "German"]);
        const media = [...texts].filter(([path]) => path.endsWith("/playlist.m3u8"));
        assert.equal(media.length, 3 + 2 + 2 + 1);
        for (const [path, text] of media) {
          const { segments, endList } = parsePlaylist(text);
          assert.equal(endList, true, path);
          assert.equal(segments.length, path.startsWith("thumbnails/") ? 1 : 6, path);
        }
      });
    });
  }

  describe("the checks themselves", () => {
    it("notice a segment that does not begin with a key frame", () => {
      const folder = folderOf("clear");
      const keyless = [...folder.renditions].map(([path, { stream, segments }]) => {
        const changed = segments.map(({ packets }) => ({ packets: packets.map((one) => ({ ...one, ...NO_KEY })) }));
        return [path, { stream, segments: changed }] as const;
      });
      const breaches = breachesOf("clear", { ...folder, renditions: new Map(keyless) });
      assert.equal(breaches.get("RFC 8216, 4.3.5.1")?.length, (3 + 2) * 6);
      assert.equal(breaches.get("ISO/IEC 23009-1, 5.3.3.2 (startWithSAP)")?.length, 2 * 6);
    });

    for (const [rule, name, file, truth, lie] of LIES) {
      it(`notice that ${file} breaks ${rule}`, () => {
        const folder = folderOf(name);
        const text = folder.texts.get(file) ?? "";
        const changed = text.replace(truth, lie);
        assert.notEqual(changed, text, "the lie is not one");
        const breaches = breachesOf(name, { ...folder, texts: new Map([...folder.texts, [file, changed]]) });
        const broken = [...breaches].filter(([, found]) => found.length > 0).map(([section]) => section);
        assert.ok(
          broken.some((section) => section.includes(rule)),
          `noticed: ${broken.join("; ") || "nothing"}`,
        );
      });
    }
  });
}

/** The files that events name: pictures, and the index of the thumbnails. */
function toldBy(events: readonly LifecycleEvent[]): string[] {
  const images = events.find((event) => event.EventType === "ImagesExtracted");
  assert.ok(images?.Thumbnails);
  const index = images.Thumbnails.Index;
  return [MANIFEST, MASTER, index, ...images.Images.map((image) => join(images.RelativePath, image))];
}
