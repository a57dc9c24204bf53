/** Whether a path stays below the folder that it is relative to and names something in it. */
export function isInnerPath(path: string): boolean {
  if (path.includes("\0")) return false;
  return path.split("/").every((part) => part !== "" && part !== "." && part !== "..");
}
