import { eventExamples, publisherTestExample } from "@reelbus/contracts/testing";
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { EventParseError } from "./event-parse-error.ts";
import { parseEvent } from "./parse-event.ts";

const example = eventExamples.ContentAcquired;

/** How parsing fails. */
function failureOf(body: unknown): EventParseError {
  try {
    parseEvent(body);
  } catch (error) {
    assert.ok(error instanceof EventParseError);
    return error;
  }
  throw new Error("it was parsed");
}

/** The same event with some properties replaced. */
function but(replaced: Record<string, unknown>): unknown {
  return { ...example, ...replaced };
}

describe("parseEvent", () => {
  it("reads each event, as bytes, text or object", () => {
    for (const event of Object.values(eventExamples)) {
      const text = JSON.stringify(event);
      for (const body of [text, Buffer.from(text), new TextEncoder().encode(text), event])
        assert.deepEqual(parseEvent(body), { kind: "lifecycle", event });
    }
  });

  it("reads the event in a CloudEvent", () => {
    const cloudEvent = { specversion: "1.0", id: example.EventId, type: "reelbus.ContentAcquired", data: example };
    assert.deepEqual(parseEvent(JSON.stringify(cloudEvent)), { kind: "lifecycle", event: example });
    assert.equal(failureOf({ ...cloudEvent, specversion: "2.0" }).problems[0]?.Path, "specversion");
    assert.equal(failureOf({ ...cloudEvent, data: "text" }).reason, "not-an-event");
  });

  it("tells types apart that it does not know", () => {
    const later = but({ EventType: "SubtitlesTranslated", Phase: "Translation", Languages: ["fi"] });
    assert.deepEqual(parseEvent(later), { kind: "unknown", event: later });
    assert.equal(failureOf(but({ EventType: "SubtitlesTranslated", Sequence: 0 })).problems[0]?.Path, "Sequence");
  });

  it("tells the test event apart, which belongs to no job", () => {
    const event = publisherTestExample;
    assert.deepEqual(parseEvent(event), { kind: "test", event });
    const cloudEvent = { specversion: "1.0", id: event.EventId, type: "reelbus.PublisherTest", data: event };
    assert.deepEqual(parseEvent(JSON.stringify(cloudEvent)), { kind: "test", event });
    const later = { ...event, Phase: "Translation", New: 1 };
    assert.deepEqual(parseEvent(later), { kind: "test", event: later });
    assert.equal(failureOf({ ...event, Message: 1 }).problems[0]?.Path, "Message");
  });

  it("takes what a later version may add", () => {
    const { EncodingFinished, FinalError, JobCreated } = eventExamples;
    assert.ok(EncodingFinished.EventType === "EncodingFinished" && JobCreated.EventType === "JobCreated");
    const [representation] = EncodingFinished.Representations;
    const additions = [
      but({ TotalFolders: 2 }),
      { ...EncodingFinished, Representations: [{ ...representation, Label: "uhd2", Hdr: true }] },
      { ...FinalError, Reason: "a-new-reason", ErrorCode: 4000, ErrorName: "NewError", FailedPhase: "Translation" },
      {
        ...JobCreated,
        JobDescription: { ...JobCreated.JobDescription, New: 1, ContentPublishing: { Provider: "New" } },
      },
    ];
    for (const event of additions) assert.deepEqual(parseEvent(event), { kind: "lifecycle", event });
  });

  it("names what is wrong and where, and never repeats it", () => {
    const { EncodingFinished, JobCreated } = eventExamples;
    assert.ok(EncodingFinished.EventType === "EncodingFinished");
    const wrong: [body: unknown, path: string][] = [
      [but({ TotalFiles: "three" }), "TotalFiles"],
      [but({ TotalFiles: undefined }), "TotalFiles"],
      [but({ EventId: "s3cret" }), "EventId"],
      [but({ Phase: 4 }), "Phase"],
      [but({ SchemaVersion: undefined }), "SchemaVersion"],
      [
        { ...EncodingFinished, Representations: [{ ...EncodingFinished.Representations[0], Width: "wide" }] },
        "Representations[0].Width",
      ],
      [{ ...JobCreated, JobDescription: "s3cret" }, "JobDescription"],
    ];
    for (const [body, path] of wrong) {
      const { reason, problems, message, retryable } = failureOf(body);
      assert.deepEqual([reason, problems.map(({ Path }) => Path), retryable], ["invalid-event", [path], false]);
      assert.ok(message.startsWith(`invalid-event: ${path}: `) && !message.includes("s3cret"), message);
    }
  });

  it("has a reason for each kind of message that is no event", () => {
    const bodies: [body: unknown, reason: string][] = [
      ['{"EventType":"s3cret', "not-json"],
      [new Uint8Array([0xff, 0xfe]), "not-json"],
      ["[]", "not-an-event"],
      ["null", "not-an-event"],
      [undefined, "not-an-event"],
      ["{}", "not-an-event"],
      [but({ SchemaVersion: "2.0" }), "unsupported-schema-version"],
    ];
    for (const [body, reason] of bodies) {
      const failure = failureOf(body);
      assert.equal(failure.reason, reason);
      assert.ok(!`${failure.message}${String(failure.cause)}`.includes("s3cret"));
    }
  });
});
