import assert from "node:assert/strict";
import { test } from "node:test";
import { connect, headers, type Msg } from "@nats-io/transport-node";
import { ReelbusError, refusalSchema, submittedSchema } from "@reelbus/contracts";
import { job } from "./testing/job.ts";
import { withApi, type ApiOptions, type RunningApi } from "./testing/with-api.ts";

type Ask = (body: string | Uint8Array, fields?: Record<string, string>) => Promise<Msg>;

/** Runs `body` with a NATS client beside the API. */
function withClient(body: (ask: Ask, api: RunningApi) => Promise<void>, options?: ApiOptions): Promise<void> {
  return withApi(async (api) => {
    const client = await connect({ servers: api.nats.url });
    try {
      await api.bus.flush();
      await body((data, fields = {}) => {
        const named = headers();
        for (const [name, value] of Object.entries(fields)) named.set(name, value);
        return client.request("jobs.submit", data, { timeout: 10_000, headers: named });
      }, api);
    } finally {
      await client.close();
    }
  }, options);
}

test("a job is submitted over NATS with the bodies of HTTP", () =>
  withClient(async (ask, { store, post }) => {
    const trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    const keyed = { ...job, ExternalId: "film-42", IdempotencyKey: "k" };
    const reply = await ask(JSON.stringify(keyed), { Traceparent: trace });
    const submitted = submittedSchema.parse(reply.json());
    assert.equal(submitted.ExternalId, "film-42");
    assert.equal(reply.headers, undefined);
    assert.equal((await store.jobs.view(submitted.JobId))?.Status, "Submitted");
    let traceParent = "";
    await store.jobs.transition(submitted.JobId, (state) => {
      traceParent = state.job.traceParent;
      return null;
    });
    assert.equal(traceParent, trace);
    assert.deepEqual(submittedSchema.parse((await ask(JSON.stringify(keyed))).json()), submitted);
    assert.deepEqual(submittedSchema.parse(await (await post("/jobs", keyed)).json()), submitted);
  }));

test("a refusal over NATS is the one of HTTP, and carries its status", () =>
  withClient(async (ask, { post }) => {
    const bodies = [
      "",
      "{",
      JSON.stringify({ ...job, Typo: 1 }),
      JSON.stringify({ ...job, IdempotencyKey: "k", Priority: 1 }),
    ];
    await post("/jobs", { ...job, IdempotencyKey: "k" });
    for (const body of bodies) {
      const reply = await ask(body);
      const response = await post("/jobs", body);
      const refusal = refusalSchema.parse(reply.json());
      assert.deepEqual(refusal, await response.json());
      assert.equal(reply.headers?.get("Nats-Service-Error-Code"), String(response.status));
      assert.equal(reply.headers.get("Nats-Service-Error"), refusal.Message);
    }
  }));

test("a store that fails is told over NATS too, with the time to wait", () =>
  withClient(
    async (ask) => {
      const reply = await ask(JSON.stringify(job));
      assert.equal(refusalSchema.parse(reply.json()).Error, "unavailable");
      assert.equal(reply.headers?.get("Nats-Service-Error-Code"), "503");
      assert.equal(reply.headers.get("Retry-After"), "5");
    },
    {
      replace: ({ store }) => ({
        store: {
          ...store,
          jobs: {
            ...store.jobs,
            submit: () => Promise.reject(new ReelbusError("internal", "away", { retryable: true })),
          },
        },
      }),
    },
  ));
