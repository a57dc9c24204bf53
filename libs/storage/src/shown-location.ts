const LIMIT = 300;

/** A location, or `path` below it, for an error message: a longer one keeps its end, where the file's name stands. */
export function shownLocation(location: string, path = ""): string {
  const whole = path === "" ? location : `${location.replace(/\/+$/u, "")}/${path}`;
  return whole.length <= LIMIT ? whole : `...${whole.slice(-LIMIT)}`;
}
