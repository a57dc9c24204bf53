import assert from "node:assert/strict";
import { it } from "node:test";
import { lifecycleEventSchema } from "@reelbus/contracts";
import { publisherTestExample } from "@reelbus/contracts/testing";
import { sampleEvents } from "../testing/index.ts";
import type { CloudEvent } from "./cloud-event.ts";
import { encodeEvent } from "./encode-event.ts";

const [sample] = sampleEvents(1);
assert.ok(sample);
const event = { ...sample, TenantId: "café & co" };

it("uses samples that customers could receive", () => {
  assert.deepEqual(lifecycleEventSchema.parse(event), event);
});

it("writes Json as the event itself", () => {
  const { contentType, body } = encodeEvent(event, "Json");
  assert.equal(contentType, "application/json");
  assert.deepEqual(JSON.parse(body.toString("utf8")), event);
});

it("writes CloudEvents 1.0 in structured mode", () => {
  const { contentType, body } = encodeEvent(event, "CloudEvents");
  assert.equal(contentType, "application/cloudevents+json");
  assert.deepEqual(JSON.parse(body.toString("utf8")), {
    specversion: "1.0",
    id: event.EventId,
    source: "/tenants/caf%C3%A9%20%26%20co",
    type: "reelbus.AcquisitionProgress",
    subject: event.JobId,
    time: event.Timestamp,
    datacontenttype: "application/json",
    data: event,
  });
});

it("writes a test event as any other", () => {
  assert.deepEqual(JSON.parse(encodeEvent(publisherTestExample, "Json").body.toString("utf8")), publisherTestExample);
  const { type, data } = JSON.parse(
    encodeEvent(publisherTestExample, "CloudEvents").body.toString("utf8"),
  ) as CloudEvent;
  assert.deepEqual([type, data], ["reelbus.PublisherTest", publisherTestExample]);
});
