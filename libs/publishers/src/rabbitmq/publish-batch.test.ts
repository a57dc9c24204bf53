import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { setImmediate } from "node:timers/promises";
import { ReelbusError } from "@reelbus/contracts";
import { forever, isPublishError } from "../testing/assertions.ts";
import { sampleEvents } from "../testing/index.ts";
import { toMessage, type Message } from "./message.ts";
import { publishBatch, type BatchLink } from "./publish-batch.ts";

describe("publishBatch", () => {
  it("keeps no more messages waiting than the window allows", async () => {
    const link = new FakeLink();
    link.window = 2;
    const publishing = publishBatch(link, messages(3), forever);
    await setImmediate();
    assert.equal(link.sent.length, 2);
    link.confirm(0);
    await setImmediate();
    assert.equal(link.sent.length, 3);
    link.confirm(1);
    link.confirm(2);
    await publishing;
  });

  it("waits for room in the buffers", async () => {
    const link = new FakeLink();
    const drained = Promise.withResolvers<undefined>();
    link.window = 2;
    link.drained = drained.promise;
    const publishing = publishBatch(link, messages(1), forever);
    await setImmediate();
    assert.equal(link.sent.length, 0);
    link.drained = null;
    drained.resolve(undefined);
    await setImmediate();
    link.confirm(0);
    await publishing;
  });

  it("counts only what was confirmed before the first refusal", async () => {
    const link = new FakeLink();
    link.window = 5;
    const failure = assert.rejects(
      publishBatch(link, messages(5), forever),
      isPublishError("destination-not-found", 2),
    );
    await setImmediate();
    for (const index of [0, 1, 3, 4]) link.confirm(index);
    link.refuse(2, new ReelbusError("destination-not-found", "returned"));
    await failure;
  });

  it("sends nothing after a refusal", async () => {
    const link = new FakeLink();
    const failure = assert.rejects(publishBatch(link, messages(3), forever), isPublishError("target-full", 0));
    await setImmediate();
    link.refuse(0, new ReelbusError("target-full", "nack"));
    await failure;
    assert.equal(link.sent.length, 1);
  });

  it("ends with the reason of a lost link", async () => {
    const link = new FakeLink();
    link.window = 2;
    const failure = assert.rejects(publishBatch(link, messages(2), forever), isPublishError("host-unreachable", 1));
    await setImmediate();
    link.confirm(0);
    await setImmediate();
    link.loseWith(new ReelbusError("host-unreachable", "gone"));
    await failure;
  });

  it("gives the link up when nothing is confirmed in time", async () => {
    const link = new FakeLink();
    link.limits.answerMs = 1;
    await assert.rejects(publishBatch(link, messages(1), forever), isPublishError("timeout", 0));
  });
});

function messages(count: number): Message[] {
  return sampleEvents(count).map((event) => toMessage(event, "Json"));
}

/** A link whose broker is the test. */
class FakeLink implements BatchLink {
  readonly limits = { answerMs: 60_000 };
  readonly sent: PromiseWithResolvers<undefined>[] = [];
  readonly #lost = new AbortController();
  window = 1;
  drained: Promise<void> | null = null;
  lostReason = new ReelbusError("internal", "not lost");

  get lost(): AbortSignal {
    return this.#lost.signal;
  }

  send(): Promise<void> {
    const confirm = Promise.withResolvers<undefined>();
    this.sent.push(confirm);
    return confirm.promise;
  }

  confirm(index: number): void {
    this.sent[index]?.resolve(undefined);
  }

  refuse(index: number, error: ReelbusError): void {
    this.sent[index]?.reject(error);
  }

  loseWith(reason: ReelbusError): void {
    this.lostReason = reason;
    this.#lost.abort();
  }

  giveUp(): void {
    this.loseWith(new ReelbusError("timeout", "silent"));
  }
}
