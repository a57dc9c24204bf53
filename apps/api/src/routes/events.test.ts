import assert from "node:assert/strict";
import { connect as connectSocket } from "node:net";
import { test } from "node:test";
import { eventsPageSchema, refusalSchema, type EventsPage } from "@reelbus/contracts";
import { newId } from "@reelbus/store";
import { waitFor } from "@reelbus/testing";
import { StreamReader } from "../testing/read-stream.ts";
import { end, storeJob, tell } from "../testing/tell.ts";
import { withApi } from "../testing/with-api.ts";

const live = { accept: "text/event-stream" };

async function pageOf(response: Response): Promise<EventsPage> {
  assert.equal(response.status, 200);
  return eventsPageSchema.parse(await response.json());
}

const sequences = ({ Events }: EventsPage) => Events.map(({ Sequence }) => Sequence);

test("the history comes in pages", () =>
  withApi(async (api) => {
    const jobId = await storeJob(api);
    const path = `/jobs/${jobId}/events`;
    assert.deepEqual(await pageOf(await api.get(path)), { Events: [], NextAfter: null });
    await tell(api, jobId, 5);
    await end(api, jobId);
    const whole = await pageOf(await api.get(path));
    assert.deepEqual([sequences(whole), whole.NextAfter], [[1, 2, 3, 4, 5, 6], null]);
    assert.equal(whole.Events.at(-1)?.EventType, "FinalError");
    const first = await pageOf(await api.get(`${path}?limit=4`));
    assert.deepEqual([sequences(first), first.NextAfter], [[1, 2, 3, 4], 4]);
    const second = await pageOf(await api.get(`${path}?limit=2&after=4`));
    assert.deepEqual([sequences(second), second.NextAfter], [[5, 6], null]);
    assert.deepEqual(sequences(await pageOf(await api.get(`${path}?after=99`))), []);
    for (const query of ["limit=0", "limit=1001", "after=-1", "after=x", "other=1", "limit=1&limit=2"]) {
      const response = await api.get(`${path}?${query}`);
      assert.equal(response.status, 400, query);
      assert.ok(refusalSchema.parse(await response.json()).Problems?.[0]?.Path, query);
    }
  }));

test("an unknown job has no events, live or not", () =>
  withApi(async ({ get }) => {
    for (const id of [newId(), "nonsense", "%00"])
      for (const headers of [{}, live]) {
        const response = await get(`/jobs/${id}/events`, headers);
        assert.equal(response.status, 404);
        assert.equal(refusalSchema.parse(await response.json()).Error, "not-found");
      }
  }));

/** Without a nudge a stream would look again after an hour. */
const nudgedOnly = { limits: { streamPollMs: 3_600_000, streamHeartbeatMs: 3_600_000 } };

test("a live stream sends what is there, then what comes, and ends after the terminal event", { timeout: 30_000 }, () =>
  withApi(async (api) => {
    const jobId = await storeJob(api);
    await tell(api, jobId, 2);
    const response = await api.get(`/jobs/${jobId.toUpperCase()}/events`, live);
    assert.equal(response.status, 200);
    assert.equal(response.headers.get("content-type"), "text/event-stream; charset=utf-8");
    assert.equal(response.headers.get("cache-control"), "no-store");
    const stream = new StreamReader(response);
    assert.deepEqual(await stream.next(), { retry: "1000" });
    const first = await stream.next();
    assert.deepEqual([first?.id, first?.event], ["1", "AcquisitionProgress"]);
    assert.deepEqual(JSON.parse(first?.data ?? ""), (await api.store.events.after(jobId, 0, 1))[0]);
    assert.deepEqual(await stream.ids(1), ["2"]);
    await tell(api, jobId, 1);
    assert.deepEqual(await stream.ids(1), ["3"]);
    await end(api, jobId);
    const last = await stream.next();
    assert.deepEqual([last?.id, last?.event], ["4", "FinalError"]);
    assert.equal(await stream.next(), null);
  }, nudgedOnly),
);

test("a live stream is counted as a request, and its length is none of the times to an answer", () =>
  withApi(async (api) => {
    const jobId = await storeJob(api);
    await tell(api, jobId, 1);
    await end(api, jobId);
    await (await api.get(`/jobs/${jobId}`)).text();
    await (await api.get(`/jobs/${jobId}/events`, live)).text();
    const metrics = await waitFor(
      async () => {
        const text = await (await api.get("/metrics")).text();
        return /^reelbus_api_requests_total\{[^}]*route="\/jobs\/:id\/events"/mu.test(text) ? text : null;
      },
      { what: "the request to be counted" },
    );
    assert.match(metrics, /^reelbus_api_request_seconds_count\{[^}]*route="\/jobs\/:id"/mu);
    assert.doesNotMatch(metrics, /^reelbus_api_request_seconds_count\{[^}]*route="\/jobs\/:id\/events"/mu);
  }));

test("a long history is streamed whole", () =>
  withApi(async (api) => {
    const jobId = await storeJob(api);
    await tell(api, jobId, 350);
    await end(api, jobId);
    const stream = new StreamReader(await api.get(`/jobs/${jobId}/events`, live));
    assert.deepEqual(
      await stream.ids(351),
      Array.from({ length: 351 }, (_, index) => String(index + 1)),
    );
    assert.equal(await stream.next(), null);
  }));

test("a cut stream is resumed by Last-Event-ID, which wins over `after`", () =>
  withApi(async (api) => {
    const jobId = await storeJob(api);
    await tell(api, jobId, 3);
    const path = `/jobs/${jobId}/events`;
    const cut = new StreamReader(await api.get(path, live));
    assert.deepEqual(await cut.ids(2), ["1", "2"]);
    await cut.cancel();
    const resumed = new StreamReader(await api.get(`${path}?after=0`, { ...live, "last-event-id": "2" }));
    assert.deepEqual(await resumed.ids(1), ["3"]);
    const after = new StreamReader(await api.get(`${path}?after=1`, { accept: "text/html, text/event-stream;q=0.9" }));
    assert.deepEqual(await after.ids(2), ["2", "3"]);
    await end(api, jobId);
    for (const stream of [resumed, after]) {
      assert.deepEqual(await stream.ids(1), ["4"]);
      assert.equal(await stream.next(), null);
    }
    const nothingLeft = await api.get(path, { ...live, "last-event-id": "4" });
    assert.equal(nothingLeft.status, 204);
    const wrong = await api.get(path, { ...live, "last-event-id": "x" });
    assert.equal(wrong.status, 400);
  }));

test("an event whose nudge was lost comes all the same", () =>
  withApi(
    async (api) => {
      const jobId = await storeJob(api);
      const stream = new StreamReader(await api.get(`/jobs/${jobId}/events`, live));
      await stream.next();
      await tell(api, jobId, 1, { quietly: true });
      assert.deepEqual(await stream.ids(1), ["1"]);
      await stream.cancel();
    },
    { limits: { streamPollMs: 50 } },
  ));

test("a silent stream shows that it lives, and ends when its job has nothing more to tell", () =>
  withApi(
    async (api) => {
      const jobId = await storeJob(api);
      await tell(api, jobId, 1);
      const stream = new StreamReader(await api.get(`/jobs/${jobId}/events`, { ...live, "last-event-id": "7" }));
      await stream.next();
      assert.deepEqual(await stream.next(), { comment: "still here" });
      await end(api, jobId);
      for (let message = await stream.next(); message !== null; message = await stream.next())
        assert.deepEqual(message, { comment: "still here" });
    },
    { limits: { streamHeartbeatMs: 50 } },
  ));

test("one stream too many is 429, and a place becomes free when a reader goes", () =>
  withApi(
    async (api) => {
      const jobId = await storeJob(api);
      const path = `/jobs/${jobId}/events`;
      const one = new StreamReader(await api.get(path, live));
      const refused = await api.get(path, live);
      assert.equal(refused.status, 429);
      assert.equal(refused.headers.get("retry-after"), "5");
      assert.equal(refusalSchema.parse(await refused.json()).Error, "too-many-requests");
      assert.equal((await api.get(path)).status, 200, "the history is no stream");
      await one.cancel();
      const again = await waitFor(
        async () => {
          const response = await api.get(path, live);
          return response.status === 200 ? response : response.text().then(() => null);
        },
        { what: "the place to be free" },
      );
      await new StreamReader(again).cancel();
    },
    { limits: { streams: 1 } },
  ));

test("a reader that takes nothing is cut, and holds nothing up", () =>
  withApi(
    async (api) => {
      const jobId = await storeJob(api);
      // More than the socket's buffers on both sides hold.
      for (let round = 0; round < 30; round += 1) await tell(api, jobId, 1000, { quietly: true });
      const { hostname, port } = new URL(api.url);
      const socket = connectSocket(Number(port), hostname);
      const closed = new Promise<void>((resolve) => socket.once("close", () => resolve()));
      socket.on("error", () => undefined);
      socket.pause();
      socket.write(`GET /jobs/${jobId}/events HTTP/1.1\r\nhost: x\r\naccept: text/event-stream\r\n\r\n`);
      await waitFor(() => api.log.some((line) => line.includes("an event stream was cut")), {
        what: "the stream to be cut",
        timeoutMs: 15_000,
      });
      socket.resume();
      await closed;
    },
    { limits: { slowReaderMs: 200 } },
  ));

test("streams end when the API stops", () =>
  withApi(async (api) => {
    const jobId = await storeJob(api);
    await tell(api, jobId, 1);
    const stream = new StreamReader(await api.get(`/jobs/${jobId}/events`, live));
    assert.deepEqual(await stream.ids(1), ["1"]);
    await api.stop();
    assert.equal(await stream.next(), null);
    await assert.rejects(api.get("/health/live"));
  }));
