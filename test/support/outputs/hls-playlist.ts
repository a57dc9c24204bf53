/** One tag, for example `#EXTINF:2.000,`. */
export interface HlsTag {
  readonly name: string;
  readonly value: string;
  /** The attribute list (RFC 8216, 4.2); quoted strings without their quotes. */
  readonly attributes: ReadonlyMap<string, string>;
  /** The URI line that follows before any other tag of its kind; null when there is none. */
  readonly uri: string | null;
}

/** A playlist, line by line. */
export interface HlsPlaylist {
  /** Relative to the published folder. */
  readonly path: string;
  readonly text: string;
  readonly tags: readonly HlsTag[];
}

/** One media segment. */
export interface HlsSegment {
  /** Relative to the published folder. */
  readonly file: string;
  readonly durationSeconds: number;
}

export function readHls(path: string, text: string): HlsPlaylist {
  const lines = text.split("\n");
  const tags = lines.flatMap((line, index): HlsTag[] => {
    const match = /^#(EXT[A-Z0-9-]*)(?::(.*))?$/u.exec(line);
    if (match === null) return [];
    const [, name = "", value = ""] = match;
    const following = lines.slice(index + 1);
    const next = following.findIndex((other) => other.startsWith(`#${name}`));
    const uri = following.slice(0, next < 0 ? undefined : next).find((other) => /^[^#]/u.test(other));
    return [{ name, value, attributes: attributesOf(value), uri: uri ?? null }];
  });
  return { path, text, tags };
}

export function tagsOf(playlist: HlsPlaylist, name: string): HlsTag[] {
  return playlist.tags.filter((tag) => tag.name === name);
}

export function segmentsOf(playlist: HlsPlaylist): HlsSegment[] {
  return tagsOf(playlist, "EXTINF").map(({ value, uri }) => ({
    file: resolvePath(playlist.path, uri ?? ""),
    durationSeconds: parseFloat(value),
  }));
}

/** A relative URI as a path below the published folder. */
export function resolvePath(playlistPath: string, uri: string): string {
  return new URL(uri, `http://host/${playlistPath}`).pathname.slice(1);
}

function attributesOf(value: string): Map<string, string> {
  const pairs = value.matchAll(/([A-Z0-9-]+)=("[^"]*"|[^",]*)/gu);
  return new Map(Array.from(pairs, ([, name = "", text = ""]) => [name, text.replaceAll('"', "")]));
}
