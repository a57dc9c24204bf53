import { randomUUID } from "node:crypto";
import { open, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { TestCertificate } from "./certificate.ts";

/** A receiver answers 413 to bodies above this. */
export const MAX_WEBHOOK_BYTES = 4_194_304;

/** What the receiver's program is started with. */
export interface ReceiverSettings {
  readonly port: number;
  /** Of the inboxes. */
  readonly folder: string;
  readonly secret: string;
  /** Null for plain HTTP. */
  readonly certificate: TestCertificate | null;
}

/** A request that was verified and stored. */
export interface ReceivedRequest {
  readonly headers: Readonly<Record<string, string>>;
  /** As it came. */
  readonly body: string;
}

/** A path of a receiver that takes POSTs. */
export interface WebhookInbox {
  /** The path part of its URL, without slash. */
  readonly name: string;
  /** Everything it has stored, in order. */
  received(): Promise<readonly ReceivedRequest[]>;
}

export function inboxPath(folder: string, name: string): string {
  return join(folder, `${name.replaceAll(/[^0-9a-f-]/gu, "_")}.jsonl`);
}

/** Makes an inbox; paths without one are answered with 404. */
export async function makeInbox(folder: string): Promise<WebhookInbox> {
  const name = randomUUID();
  const path = inboxPath(folder, name);
  await writeFile(path, "");
  const reader = new Lines(path);
  return {
    name,
    received: async () => (await reader.read()).map((line) => JSON.parse(line) as ReceivedRequest),
  };
}

/** The whole lines of a file that grows. */
class Lines {
  readonly #path: string;
  readonly #lines: string[] = [];
  #offset = 0;

  constructor(path: string) {
    this.#path = path;
  }

  async read(): Promise<readonly string[]> {
    await using file = await open(this.#path);
    const { size } = await file.stat();
    const added = Buffer.alloc(size - this.#offset);
    await file.read(added, 0, added.length, this.#offset);
    const whole = added.subarray(0, added.lastIndexOf("\n") + 1);
    this.#offset += whole.length;
    this.#lines.push(...whole.toString("utf8").split("\n").slice(0, -1));
    return this.#lines;
  }
}
