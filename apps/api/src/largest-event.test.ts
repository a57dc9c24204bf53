import assert from "node:assert/strict";
import { test } from "node:test";
import { STORED_DESCRIPTION_LIMIT_BYTES, submittedSchema } from "@reelbus/contracts";
import { applyFact } from "@reelbus/job-lifecycle";
import { sampleFact } from "@reelbus/job-lifecycle/testing";
import { job } from "./testing/job.ts";
import { withApi } from "./testing/with-api.ts";

/** The least that a broker takes of those whose limit does not depend on what its customer has bought or set. */
const LEAST_BROKER_LIMIT_BYTES = 1_048_576;
/** What a CloudEvent has around its data, and a message beside its body. */
const AROUND_IT_BYTES = 2_048;

test("no job description that is taken makes an event which no broker takes", () =>
  withApi(async ({ post, store }) => {
    // Control characters take the most bytes of JSON.
    const label = "\u0001".repeat(255);
    const uris = (count: number) =>
      Array.from({ length: count }, (_, n) => `https://films.example/${n}/${"x".repeat(3_900)}`);
    const submit = (count: number) =>
      post("/jobs", {
        ...job,
        ContentAcquisition: { Provider: "Http", UriPaths: uris(count) },
        ExternalId: label,
        ExternalType: label,
        ExternalProvider: label,
        UserData: { x: "x".repeat(4_080) },
      });
    let count = Math.floor(STORED_DESCRIPTION_LIMIT_BYTES / 3_900);
    let response = await submit(count);
    for (; response.status === 413; response = await submit(count)) count -= 1;
    assert.equal(response.status, 201, await response.clone().text());
    const { JobId } = submittedSchema.parse(await response.json());
    await store.jobs.transition(JobId, (state, nowMs) => {
      const verdict = applyFact(state, sampleFact(state, "finished", nowMs), nowMs);
      return verdict.kind === "changed" ? verdict.transition : null;
    });
    const [event] = await store.events.after(JobId, 0, 1);
    assert.equal(event?.EventType, "JobCreated");
    const bytes = Buffer.byteLength(JSON.stringify(event));
    assert.ok(bytes > STORED_DESCRIPTION_LIMIT_BYTES - 8_000, String(bytes));
    assert.ok(bytes + AROUND_IT_BYTES <= LEAST_BROKER_LIMIT_BYTES, String(bytes));
  }));
