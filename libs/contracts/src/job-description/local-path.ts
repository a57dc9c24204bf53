/** What is said of a path that the operator does not allow, after it. */
export const LOCAL_PATH_NOT_ALLOWED =
  "lies outside the folders that the operator allows, or is a link that leads out of them. Name a path below one of them, or have the operator allow its folder: --allow of reelbus up, REELBUS_ALLOWED_ROOTS of a service.";

/** What a property that takes a local folder says otherwise. */
export const LOCAL_PATH_EXPECTED = "expected an absolute folder path, or its file: URL";

/**
 * The absolute path that a path or a `file:` URL of this machine names, without `.`, `..` and empty names; null when it names none. The
 * operator's allowed roots decide on it later.
 */
export function localPathOf(uri: string): string | null {
  if (uri.startsWith("/")) return withoutDots(uri);
  if (!uri.startsWith("file:///") || !URL.canParse(uri)) return null;
  const { pathname, search, hash } = new URL(uri);
  // A name can't hold a slash; `?` and `#` begin no part of a path unless they are encoded.
  if (search !== "" || hash !== "" || /%2f/iu.test(pathname)) return null;
  try {
    return withoutDots(decodeURIComponent(pathname));
  } catch {
    return null;
  }
}

function withoutDots(path: string): string {
  const names: string[] = [];
  for (const name of path.split("/")) {
    if (name === "..") names.pop();
    else if (name !== "" && name !== ".") names.push(name);
  }
  return `/${names.join("/")}`;
}
