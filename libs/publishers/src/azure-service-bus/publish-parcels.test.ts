import assert from "node:assert/strict";
import { it } from "node:test";
import { setImmediate } from "node:timers/promises";
import { ReelbusError } from "@reelbus/contracts";
import { forever, isPublishError } from "../testing/assertions.ts";
import { sampleEvents } from "../testing/index.ts";
import type { Parcel } from "./link.ts";
import { toMessage, type Message } from "./message.ts";
import { publishParcels } from "./publish-parcels.ts";

it("sends one parcel at a time", async () => {
  const link = new FakeLink();
  const publishing = publishParcels(link, messages(4), forever, forever);
  await setImmediate();
  assert.equal(link.sent.length, 1);
  link.sent[0]?.resolve(undefined);
  await setImmediate();
  assert.equal(link.sent.length, 2);
  link.sent[1]?.resolve(undefined);
  await publishing;
});

it("counts the messages of accepted parcels only, and sends nothing after a refusal", async () => {
  const link = new FakeLink();
  const failure = assert.rejects(publishParcels(link, messages(6), forever, forever), isPublishError("throttled", 2));
  await setImmediate();
  link.sent[0]?.resolve(undefined);
  await setImmediate();
  link.sent[1]?.reject(new ReelbusError("throttled", "busy"));
  await failure;
  assert.equal(link.sent.length, 2);
});

it("ends when the caller or the publisher does, with what was accepted", async () => {
  for (const end of ["signal", "closing"] as const) {
    const link = new FakeLink();
    const abort = new AbortController();
    const signals = { signal: forever, closing: forever, [end]: abort.signal };
    const publishing = publishParcels(link, messages(4), signals.signal, signals.closing);
    const failure = assert.rejects(publishing, isPublishError(end === "signal" ? "timeout" : "internal", 2));
    await setImmediate();
    link.sent[0]?.resolve(undefined);
    await setImmediate();
    abort.abort(new ReelbusError("internal", "closed", { retryable: true }));
    await failure;
  }
});

function messages(count: number): Message[] {
  return sampleEvents(count).map((event) => toMessage(event, "Json"));
}

/** Packs two messages a parcel; the test is the service. */
class FakeLink {
  readonly sent: PromiseWithResolvers<undefined>[] = [];

  pack(all: readonly Message[], start: number): Promise<Parcel> {
    const content = all[start];
    assert.ok(content);
    return Promise.resolve({ content, count: 2 });
  }

  send(): Promise<void> {
    const answer = Promise.withResolvers<undefined>();
    this.sent.push(answer);
    return answer.promise;
  }
}
