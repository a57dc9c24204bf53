/** The values of the ```json blocks of a Markdown text, in order. */
export function jsonBlocks(markdown: string): unknown[] {
  return [...markdown.matchAll(/^```json\n(.*?)^```$/gmsu)].map(([, text = ""]) => JSON.parse(text) as unknown);
}
