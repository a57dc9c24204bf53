import assert from "node:assert/strict";
import { once } from "node:events";
import { it } from "node:test";
import { text } from "node:stream/consumers";
import type { LifecycleEvent } from "@reelbus/contracts";
import { freePort, waitFor, withLeakCheck } from "@reelbus/testing";
import { publishTo } from "../testing/calls.ts";
import { documentedProgram, startProgram } from "../testing/documented-program.ts";
import { sampleEvents } from "../testing/index.ts";

const secretOf = (key: string) => `whsec_${Buffer.alloc(32, key).toString("base64")}`;

it(
  "the receiver of the documentation takes what is signed with its secret, and nothing else",
  withLeakCheck(async () => {
    const port = await freePort();
    const code = documentedProgram("docs/events.md", "### How to verify a webhook", "js").replace("8000", String(port));
    const receiver = startProgram(code, { WEBHOOK_SECRET: secretOf("ours") });
    const output = text(receiver.stdout);
    try {
      const url = `http://127.0.0.1:${port}/`;
      const [event, forged] = sampleEvents(2);
      assert.ok(event && forged);
      await waitFor(() => publish(url, secretOf("ours"), event).then(() => true), {
        what: "the receiver to take an event",
        timeoutMs: 20_000,
      });
      await assert.rejects(publish(url, secretOf("another"), forged), { reason: "access-denied" });
      receiver.kill();
      assert.equal(await output, `${event.EventId} 1 AcquisitionProgress\n`);
    } finally {
      receiver.kill();
      if (receiver.exitCode === null && receiver.signalCode === null) await once(receiver, "exit");
    }
  }),
);

function publish(Url: string, Secret: string, event: LifecycleEvent): Promise<void> {
  return publishTo({ Type: "Webhook", Format: "Json", Url, Secret }, [event]);
}
