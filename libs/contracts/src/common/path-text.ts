/** `["MessagePublishers", 0, "Host"]` becomes `MessagePublishers[0].Host`; the whole message is the empty path. */
export function pathText(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, part) => {
    if (typeof part === "number") return `${text}[${part}]`;
    return text === "" ? String(part) : `${text}.${String(part)}`;
  }, "");
}
