import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { jsonBlocks } from "../testing/json-blocks.ts";
import { eventExamples } from "./examples.ts";
import { eventSchema, lifecycleEventSchema } from "./lifecycle-event.ts";
import { EVENT_TYPES, isTerminal, PHASE_OF_EVENT } from "./payloads.ts";

test("there are twelve events in the order of a job that succeeds, and two of them end it", () => {
  assert.deepEqual(EVENT_TYPES, [
    "JobCreated",
    "AcquisitionProgress",
    "ContentAcquired",
    "ContentMapped",
    "ContentPreProcessed",
    "VideoEncodingStarted",
    "EncodingProgress",
    "EncodingFinished",
    "ImagesExtracted",
    "ContentPublished",
    "JobSuccess",
    "FinalError",
  ]);
  assert.deepEqual(EVENT_TYPES.filter(isTerminal), ["JobSuccess", "FinalError"]);
  assert.deepEqual(Object.keys(PHASE_OF_EVENT), EVENT_TYPES);
});

test("the example of each event is one", () => {
  assert.deepEqual(Object.keys(eventExamples), EVENT_TYPES);
  for (const type of EVENT_TYPES) {
    const example = eventExamples[type];
    assert.equal(example.EventType, type);
    assert.deepEqual(eventSchema(type).parse(example), example);
    assert.deepEqual(lifecycleEventSchema.parse(example), example);
  }
});

test("an event must be whole and hold nothing else", () => {
  for (const type of EVENT_TYPES) {
    const example: Record<string, unknown> = { ...eventExamples[type] };
    for (const name of Object.keys(example)) {
      const { [name]: _, ...rest } = example;
      assert.equal(lifecycleEventSchema.safeParse(rest).success, false, `${type} without ${name}`);
    }
    assert.equal(lifecycleEventSchema.safeParse({ ...example, Other: 1 }).success, false, type);
  }
});

test("the envelope is checked: ids, time, trace, sequence", () => {
  const wrong = {
    EventId: "5",
    JobId: "no uuid",
    Sequence: 0,
    Timestamp: "2026-01-31T12:00:00Z",
    TraceParent: "01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
    SchemaVersion: "2.0",
    Phase: "encoding",
    EventType: "JobDone",
  };
  for (const [name, value] of Object.entries(wrong))
    assert.equal(
      lifecycleEventSchema.safeParse({ ...eventExamples.ContentAcquired, [name]: value }).success,
      false,
      name,
    );
});

test("docs/events.md shows the example of each event", () => {
  const documentation = readFileSync(new URL("../../../../docs/events.md", import.meta.url), "utf8");
  const shown = jsonBlocks(documentation).filter(
    (block) => typeof block === "object" && block !== null && "EventType" in block,
  );
  assert.deepEqual(shown, Object.values(eventExamples));
});
