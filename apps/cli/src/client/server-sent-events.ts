const MESSAGE_LIMIT_CHARACTERS = 4 * 1024 * 1024;

/**
 * The `data` of each message of a text/event-stream body (WHATWG HTML, section 9.2). Comments, ids, event names
 * and retry times are passed over: the data of Reelbus's messages holds them.
 *
 * @throws RangeError when one message is larger than 4 Mi characters
 */
export async function* readServerSentEvents(body: ReadableStream<Uint8Array>): AsyncIterable<string> {
  const decoder = new TextDecoder();
  let rest = "";
  let data: string[] = [];
  let dataCharacters = 0;
  for await (const chunk of body) {
    rest += decoder.decode(chunk, { stream: true });
    // A CR at the end of what has come may be half of a line end.
    const lines = rest.split(/\r\n|\n|\r(?!$)/u);
    rest = lines.pop() ?? "";
    for (const line of lines) {
      if (line.startsWith("data:")) {
        data.push(line.slice(line.startsWith("data: ") ? 6 : 5));
        dataCharacters += line.length;
      }
      if (line !== "" || data.length === 0) continue;
      yield data.join("\n");
      data = [];
      dataCharacters = 0;
    }
    if (rest.length + dataCharacters > MESSAGE_LIMIT_CHARACTERS) throw new RangeError("an event is too large");
  }
}
