/** One message of a text/event-stream; a comment has nothing but its `comment`. */
export interface StreamMessage {
  readonly id?: string;
  readonly event?: string;
  readonly data?: string;
  readonly retry?: string;
  readonly comment?: string;
}

/** Reads messages from a stream one by one. */
export class StreamReader {
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  readonly #decoder = new TextDecoder();
  #rest = "";

  constructor(response: Response) {
    if (response.body === null) throw new Error("the response has no body");
    this.#reader = response.body.getReader() as ReadableStreamDefaultReader<Uint8Array>;
  }

  /** The next message, or null when the stream has ended. */
  async next(): Promise<StreamMessage | null> {
    for (;;) {
      const end = this.#rest.indexOf("\n\n");
      if (end >= 0) {
        const block = this.#rest.slice(0, end);
        this.#rest = this.#rest.slice(end + 2);
        return parse(block);
      }
      const { done, value } = await this.#reader.read();
      if (done) return null;
      this.#rest += this.#decoder.decode(value, { stream: true });
    }
  }

  /** The ids of the next events. */
  async ids(count: number): Promise<string[]> {
    const ids: string[] = [];
    while (ids.length < count) {
      const message = await this.next();
      if (message === null) throw new Error(`the stream ended after ${ids.length} events`);
      if (message.id !== undefined) ids.push(message.id);
    }
    return ids;
  }

  cancel(): Promise<void> {
    return this.#reader.cancel();
  }
}

function parse(block: string): StreamMessage {
  return Object.fromEntries(
    block.split("\n").map((line) => {
      const [, name = "", value = ""] = /^(\w*): ?(.*)$/u.exec(line) ?? [];
      return [name === "" ? "comment" : name, value];
    }),
  );
}
