import assert from "node:assert/strict";
import { test } from "node:test";
import { waitFor } from "@reelbus/testing";
import { openApiDocument } from "../openapi/document.ts";
import { job } from "../testing/job.ts";
import { withApi } from "../testing/with-api.ts";

test("live, ready, metrics and openapi.json answer", () =>
  withApi(async ({ get, post }) => {
    const textOf = async (path: string) => {
      const response = await get(path);
      return [response.status, await response.text()];
    };
    assert.deepEqual(await textOf("/health/live"), [200, "live\n"]);
    assert.deepEqual(await textOf("/health/ready"), [200, "ready\n"]);
    const openApi = await get("/openapi.json");
    assert.match(openApi.headers.get("content-type") ?? "", /^application\/json/u);
    assert.deepEqual(await openApi.json(), JSON.parse(JSON.stringify(openApiDocument())));
    await post("/jobs", job);
    await get("/jobs/nonsense-that-must-not-be-a-label");
    const metrics = await get("/metrics");
    assert.match(metrics.headers.get("content-type") ?? "", /^text\/plain/u);
    const text = await metrics.text();
    assert.match(text, /^reelbus_api_requests_total\{method="POST",route="\/jobs",status="201",service="api"\} 1$/mu);
    assert.match(
      text,
      /^reelbus_api_requests_total\{method="GET",route="\/jobs\/:id",status="404",service="api"\} 1$/mu,
    );
    assert.doesNotMatch(text, /nonsense/u);
  }));

test("without the message bus the API is not ready, but still takes jobs", () =>
  withApi(async ({ get, post, nats }) => {
    await nats.kill9();
    const notReady = await waitFor(
      async () => {
        const response = await get("/health/ready");
        return response.status === 503 ? response.text() : null;
      },
      { what: "the loss to be noticed" },
    );
    assert.equal(notReady, "not ready: message bus\n");
    assert.equal((await get("/health/live")).status, 200);
    assert.equal((await post("/jobs", job)).status, 201);
    await nats.restart();
    await waitFor(async () => (await get("/health/ready")).status === 200, { what: "the bus", timeoutMs: 15_000 });
  }));

for (const [host, warns] of [
  ["127.0.0.1", false],
  ["0.0.0.0", true],
] as const)
  test(`a log line says where it listens on ${host}, and whether others reach it without authentication`, () =>
    withApi(
      ({ url, log }) => {
        const lines = log.filter((line) => line.includes('"listening'));
        assert.equal(lines.length, 1);
        assert.ok(lines[0]?.includes(url));
        assert.equal(lines[0]?.includes("no authentication"), warns);
        return Promise.resolve();
      },
      { replace: () => ({ host }) },
    ));

test("a request in flight is answered before the API stops", () => {
  const stored = Promise.withResolvers<undefined>();
  const asked = Promise.withResolvers<undefined>();
  return withApi(
    async ({ post, stop }) => {
      const answer = post("/jobs", job);
      await asked.promise;
      const stopped = stop();
      stored.resolve(undefined);
      const response = await answer;
      assert.equal(response.status, 201);
      assert.equal(response.headers.get("connection"), "close");
      await stopped;
      await assert.rejects(post("/jobs", job));
    },
    {
      replace: ({ store }) => ({
        store: {
          ...store,
          jobs: {
            ...store.jobs,
            submit: async (submission) => {
              asked.resolve(undefined);
              await stored.promise;
              return store.jobs.submit(submission);
            },
          },
        },
      }),
    },
  );
});
