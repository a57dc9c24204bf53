import { readDash } from "./dash-document.ts";
import { MANIFEST } from "./dash-rules.ts";
import type { ExpectedFilm } from "./expected-film.ts";
import { readHls, resolvePath, segmentsOf, tagsOf } from "./hls-playlist.ts";
import type { Rule } from "./rule.ts";

/** Which files the published folder's manifests, playlists and indexes name. */
export function namedFiles({ texts }: ExpectedFilm["published"]): Set<string> {
  const dash = readDash(texts.get(MANIFEST) ?? "").sets.flatMap(({ representations }) =>
    representations.flatMap(({ initFile, segments }) => [
      ...(initFile === null ? [] : [initFile]),
      ...segments.map(({ file }) => file),
    ]),
  );
  const hls = [...texts].flatMap(([path, text]) => {
    if (!path.endsWith(".m3u8")) return [];
    const playlist = readHls(path, text);
    const variants = tagsOf(playlist, "EXT-X-STREAM-INF").map(({ uri }) => uri ?? "");
    const attributes = ["EXT-X-MAP", "EXT-X-MEDIA", "EXT-X-IMAGE-STREAM-INF"].flatMap((name) =>
      tagsOf(playlist, name).map((tag) => tag.attributes.get("URI") ?? ""),
    );
    return [
      ...[...variants, ...attributes].map((uri) => resolvePath(path, uri)),
      ...segmentsOf(playlist).map(({ file }) => file),
    ];
  });
  const index = [...(texts.get("thumbnails/thumbnails.vtt") ?? "").matchAll(/^(\S+)#xywh=/gmu)];
  return new Set([...dash, ...hls, ...index.map(([, sheet = ""]) => `thumbnails/${sheet}`)]);
}

/** What holds for the folder as a whole. */
export const fileRules: readonly Rule<ExpectedFilm & { readonly told: readonly string[] }>[] = [
  {
    section: "RFC 3986, 5, and ISO/IEC 23009-1, 5.6",
    says: "every file that is named is there",
    breaches: ({ published }) => [...namedFiles(published)].filter((file) => !published.sizes.has(file)),
  },
  {
    section: "docs/events.md",
    says: "no file is there that neither a manifest nor an event names",
    breaches: ({ published, told }) => {
      const named = new Set([...namedFiles(published), ...told]);
      return [...published.sizes.keys()].filter((file) => !named.has(file));
    },
  },
];
