import assert from "node:assert/strict";
import { it } from "node:test";
import { deliveryText } from "./delivery-text.ts";
import { publisherLines, publisherTrouble } from "./publisher-lines.ts";

const JobId = "019ab5c2-7e10-7c4a-9b1e-3d5f60718293";
const publisher = (PublisherIndex: number, State: "Delivering" | "Delivered" | "Parked" | "Failing") => ({
  PublisherIndex,
  Type: "Webhook",
  State,
  DeliveredSequence: State === "Delivered" ? 17 : 3,
});

it("each publisher of a job has a line, and those that lack events a note", () => {
  const Publishers = (["Delivering", "Delivered", "Parked", "Failing"] as const).map((state, n) => publisher(n, state));
  const job = { JobId, LastSequence: 17, Publishers };
  assert.deepEqual(publisherLines(job), [
    "publisher 0  Webhook  Delivering  3 of 17 events",
    "publisher 1  Webhook  Delivered  17 of 17 events",
    "publisher 2  Webhook  Parked  3 of 17 events",
    "publisher 3  Webhook  Failing  3 of 17 events",
  ]);
  assert.deepEqual(publisherTrouble(job), [
    `publisher 0 (Webhook) is delivering with 3 of 17 events; 'reelbus job ${JobId}' shows how far it is`,
    `publisher 2 (Webhook) is parked with 3 of 17 events; 'reelbus deliveries --job ${JobId}' says why`,
    `publisher 3 (Webhook) is failing with 3 of 17 events; 'reelbus deliveries --job ${JobId}' says why`,
  ]);
});

it("a delivery in trouble says which events are missing, and why", () => {
  const delivery = {
    DeliveryId: `${JobId}.0`,
    JobId,
    TenantId: "default",
    ExternalId: null,
    PublisherIndex: 0,
    Type: "Webhook",
    State: "Parked",
    DeliveredSequence: 10,
    LastSequence: 18,
    EventsOutstanding: 8,
    Failures: 1,
    FailingSince: "2026-01-31T12:00:02.100Z",
    Reason: "destination-gone",
    Message: "Gone.",
    NextTryAt: null,
  } as const;
  assert.equal(
    deliveryText(delivery),
    `${JobId}.0  Parked   Webhook  8 events to send, from 11 on\n  since 2026-01-31T12:00:02.100Z, until it is redriven, destination-gone: Gone.`,
  );
});
