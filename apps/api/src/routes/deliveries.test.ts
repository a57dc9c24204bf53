import assert from "node:assert/strict";
import { test } from "node:test";
import {
  deliveriesPageSchema,
  messagePublisherSchema,
  redriveSchema,
  refusalSchema,
  replaySchema,
  restorePublisher,
} from "@reelbus/contracts";
import { newId } from "@reelbus/store";
import { deliverBut, due, storeJobWithPublishers } from "../testing/trouble.ts";
import { withApi, type RunningApi } from "../testing/with-api.ts";

const pageOf = async ({ get }: RunningApi, query: string) =>
  deliveriesPageSchema.parse(await (await get(`/deliveries${query}`)).json());

const refusalOf = async (response: Response) => refusalSchema.parse(await response.json());

test("a parked delivery is listed, redriven and told to the notifiers", () =>
  withApi(async (api) => {
    const jobId = await storeJobWithPublishers(api);
    await deliverBut(api, 1);
    const { Deliveries } = await pageOf(api, "?state=parked");
    assert.deepEqual(
      Deliveries.map(({ DeliveryId, Reason, EventsOutstanding }) => [DeliveryId, Reason, EventsOutstanding]),
      [[`${jobId}.1`, "access-denied", 3]],
    );
    assert.deepEqual((await pageOf(api, `?job=${jobId}&state=failing`)).Deliveries, []);
    const unknown = await api.get(`/deliveries?job=${newId()}`);
    assert.deepEqual([unknown.status, (await refusalOf(unknown)).Message], [404, "There is no such job."]);

    const nudged = Promise.withResolvers<string>();
    const nudges = api.bus.onNudge("deliveries", (text) => nudged.resolve(text));
    const response = await api.post(`/deliveries/${jobId.toUpperCase()}.1/redrive`, undefined, {});
    assert.equal(response.status, 202);
    assert.deepEqual(redriveSchema.parse(await response.json()), {
      DeliveryId: `${jobId}.1`,
      JobId: jobId,
      PublisherIndex: 1,
    });
    await nudged.promise;
    nudges.unsubscribe();
    assert.deepEqual(await due(api), ["1:1", "1:2", "1:3"]);
    assert.deepEqual((await pageOf(api, "")).Deliveries, []);
  }));

test("a redrive brings other settings, whose secrets are sealed", () =>
  withApi(async (api) => {
    const jobId = await storeJobWithPublishers(api);
    await deliverBut(api, 1);
    const settings = {
      Type: "RabbitMq",
      Host: "broker",
      Queue: "q",
      CredentialsName: "me",
      CredentialsSecret: "n3w pw",
    };
    const bad = await api.post(`/deliveries/${jobId}.1/redrive`, { ...settings, Queue: "" });
    assert.deepEqual([bad.status, (await refusalOf(bad)).Problems?.[0]?.Path], [400, "Queue"]);
    const redacted = await api.post(`/deliveries/${jobId}.1/redrive`, { ...settings, CredentialsSecret: "[redacted]" });
    assert.equal(redacted.status, 400);
    assert.equal((await api.post(`/deliveries/${jobId}.1/redrive`, settings)).status, 202);
    const [lane] = await api.store.lanes.lease({ owner: "test", limit: 9, leaseMs: 60_000, batch: 9 });
    assert.ok(lane?.sealedSecrets);
    assert.ok(!JSON.stringify(lane.publisher).includes("n3w pw"));
    const restored = restorePublisher(lane.publisher, 1, api.sealer.open(lane.sealedSecrets));
    assert.deepEqual(restored, messagePublisherSchema.parse(settings));
    assert.ok(!api.log.join("").includes("n3w pw"));
  }));

test("what can't be redriven is refused", () =>
  withApi(async (api) => {
    const jobId = await storeJobWithPublishers(api);
    for (const [id, status] of [
      [`${jobId}.0`, 409],
      [`${jobId}.7`, 404],
      [`${newId()}.0`, 404],
      [jobId, 404],
      ["x", 404],
    ] as const) {
      const response = await api.post(`/deliveries/${id}/redrive`, undefined, {});
      assert.equal(response.status, status, id);
      const { Error, Message } = await refusalOf(response);
      assert.equal(Error, status === 404 ? "not-found" : "conflict");
      if (status === 409) assert.match(Message, /failing, other settings in the body .*--settings.* send it at once/u);
    }
  }));

test("a query of deliveries that can't be read is refused", () =>
  withApi(async (api) => {
    for (const [query, says] of [
      ["state=done", /^expected one of Parked, Failing \(in any case\), not "done"$/u],
      ["job=1", /^expected a JobId/u],
      [`job=${newId()}.0`, /^expected a JobId: a DeliveryId without the dot/u],
      ["limit=0", /^expected at least 1$/u],
      ["cursor=x", /^The cursor is not/u],
      ["typo=1", /^unknown property/u],
    ] as const) {
      const response = await api.get(`/deliveries?${query}`);
      assert.equal(response.status, 400, query);
      const [problem] = (await refusalOf(response)).Problems ?? [];
      assert.equal(problem?.Path, query.split("=")[0]);
      assert.match(problem?.Message ?? "", says);
    }
  }));

test("events are sent to one publisher again, from a sequence on", () =>
  withApi(async (api) => {
    const jobId = await storeJobWithPublishers(api);
    await deliverBut(api, null);
    const response = await api.post(`/jobs/${jobId}/events/replay`, { FromSequence: 2, PublisherIndex: 1 });
    assert.equal(response.status, 202);
    const replay = replaySchema.parse(await response.json());
    assert.deepEqual(replay, {
      DeliveryId: `${jobId}.1`,
      JobId: jobId,
      PublisherIndex: 1,
      FromSequence: 2,
      LastSequence: 3,
    });
    const again = await api.post(`/jobs/${jobId}/events/replay`, { FromSequence: 2, PublisherIndex: 1 });
    assert.equal(again.status, 202);
    assert.deepEqual(await again.json(), replay);
    assert.deepEqual(await due(api), ["1:2", "1:3"]);
  }));

test("a replay that can't be is refused, and says why", () =>
  withApi(async (api) => {
    const jobId = await storeJobWithPublishers(api);
    await deliverBut(api, 1);
    const whole = { FromSequence: 1, PublisherIndex: 0 };
    for (const [id, body, status, says] of [
      [jobId, { FromSequence: 4, PublisherIndex: 1 }, 409, /has events up to 3 alone/u],
      [jobId, { ...whole, FromSequence: 4 }, 409, /has events up to 3 alone/u],
      [jobId, { ...whole, PublisherIndex: 5 }, 404, /no publisher 5/u],
      [newId(), whole, 404, /no such job/u],
      ["x", whole, 404, /no such job/u],
      [jobId, { ...whole, FromSequence: 0 }, 400, /problems/u],
      [jobId, { PublisherIndex: -1, Typo: 1 }, 400, /problems/u],
      [jobId, "{", 400, /problems/u],
    ] as const) {
      const response = await api.post(`/jobs/${id}/events/replay`, body);
      assert.equal(response.status, status, JSON.stringify(body));
      assert.match((await refusalOf(response)).Message, says);
    }
    const plain = await api.post(`/jobs/${jobId}/events/replay`, whole, { "content-type": "text/plain" });
    assert.equal(plain.status, 415);
    assert.deepEqual(await due(api), []);
  }));
