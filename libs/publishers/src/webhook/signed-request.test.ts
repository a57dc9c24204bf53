import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Webhook, WebhookVerificationError } from "standardwebhooks";
import { sampleEvents } from "../testing/index.ts";
import { signedRequest } from "./signed-request.ts";

const secret = `whsec_${Buffer.alloc(24, "a key").toString("base64")}`;
const [sample] = sampleEvents(1);
assert.ok(sample);
const event = { ...sample, ExternalId: "café 🎬" };

describe("signedRequest", () => {
  it("is verified by the library that customers use", () => {
    const { body, headers } = signedRequest(event, "Json", secret, new Date());
    assert.deepEqual(new Webhook(secret).verify(body, headers), event);
  });

  it("is refused with another secret, and when a byte of the body differs", () => {
    const { body, headers } = signedRequest(event, "Json", secret, new Date());
    const other = new Webhook(`whsec_${Buffer.alloc(24, "other").toString("base64")}`);
    assert.throws(() => other.verify(body, headers), WebhookVerificationError);
    assert.throws(() => new Webhook(secret).verify(`${body.toString()} `, headers), WebhookVerificationError);
  });

  it("keeps the id and renews the timestamp when it is tried again", () => {
    const first = signedRequest(event, "Json", secret, new Date(1_700_000_000_999)).headers;
    const second = signedRequest(event, "Json", secret, new Date(1_700_000_001_000)).headers;
    assert.deepEqual([first["webhook-id"], second["webhook-id"]], [event.EventId, event.EventId]);
    assert.deepEqual([first["webhook-timestamp"], second["webhook-timestamp"]], ["1700000000", "1700000001"]);
    assert.notEqual(first["webhook-signature"], second["webhook-signature"]);
  });

  it("names the media type, the length in bytes and who sends", () => {
    const { body, headers } = signedRequest(event, "CloudEvents", secret, new Date());
    assert.equal(headers["content-type"], "application/cloudevents+json");
    assert.equal(headers["content-length"], String(Buffer.byteLength(body)));
    assert.equal(headers["user-agent"], "Reelbus");
    assert.equal(signedRequest(event, "Json", secret, new Date()).headers["content-type"], "application/json");
  });
});
