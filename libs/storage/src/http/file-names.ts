const LONGEST_NAME_BYTES = 200;

/**
 * The file path for each URL, in their order: the last part of the URL's path, percent-decoded. A name that occurs
 * again goes into a folder of its own (`2/film.mp4`), so that the name itself, which may tell a language, stays.
 */
export function filePathsOf(uris: readonly string[]): string[] {
  const counts = new Map<string, number>();
  return uris.map((uri) => {
    const name = fileNameOf(uri);
    const count = (counts.get(name) ?? 0) + 1;
    counts.set(name, count);
    return count === 1 ? name : `${count}/${name}`;
  });
}

function fileNameOf(uri: string): string {
  const parts = new URL(uri).pathname.split("/");
  const name = decoded(parts.at(-1) ?? "")
    // What a file name can't hold, and what no listing should show.
    .replace(/[/\\\p{Cc}\p{Cs}]/gu, "_")
    .replace(/^\.+/u, "");
  return shortened(name === "" ? "file" : name);
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** Keeps the start and the ending of a name that is too long for a file system, which count bytes. */
function shortened(name: string): string {
  if (Buffer.byteLength(name) <= LONGEST_NAME_BYTES) return name;
  const ending = /\.[^.]{1,10}$/u.exec(name)?.[0] ?? "";
  const room = LONGEST_NAME_BYTES - Buffer.byteLength(ending);
  // Cutting inside a character leaves the replacement character.
  const start = Buffer.from(name)
    .subarray(0, room)
    .toString("utf8")
    .replace(/\uFFFD+$/u, "");
  return start + ending;
}
