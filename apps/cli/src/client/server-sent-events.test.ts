import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { readServerSentEvents } from "./server-sent-events.ts";

async function messagesOf(...chunks: (string | Uint8Array)[]): Promise<string[]> {
  const bytes = chunks.map((chunk) => (typeof chunk === "string" ? new TextEncoder().encode(chunk) : chunk));
  const messages: string[] = [];
  for await (const message of readServerSentEvents(ReadableStream.from(bytes))) messages.push(message);
  return messages;
}

describe("server-sent events", () => {
  it("are the data of each message, without comments and other fields", async () => {
    assert.deepEqual(await messagesOf("retry: 1000\n\n: still here\n\nid: 1\nevent: x\ndata: one\n\ndata:two\n\n"), [
      "one",
      "two",
    ]);
  });

  it("join several lines of data", async () => {
    assert.deepEqual(await messagesOf("data: one\ndata: two\n\n"), ["one\ntwo"]);
  });

  it("may be cut anywhere, even inside a character or a line end", async () => {
    const bytes = new TextEncoder().encode("data: f\r\ndata: ür\r\n\r\ndata: two\r\rdata: three\n\n");
    const messages = await messagesOf(...Array.from(bytes, (byte) => Uint8Array.of(byte)));
    assert.deepEqual(messages, ["f\nür", "two", "three"]);
  });

  it("leave out a message that was cut off", async () => {
    assert.deepEqual(await messagesOf("data: one\n\ndata: tw"), ["one"]);
  });

  it("are refused when one is too large, in one line or in many", async () => {
    const mebibyte = "x".repeat(1024 * 1024);
    await assert.rejects(messagesOf(`data: ${mebibyte}`, ...Array<string>(4).fill(mebibyte)), RangeError);
    await assert.rejects(messagesOf(...Array<string>(5).fill(`data: ${mebibyte}\n`)), RangeError);
  });
});
