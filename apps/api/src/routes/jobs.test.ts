import assert from "node:assert/strict";
import { test } from "node:test";
import { cancellationSchema, jobsPageSchema, jobDetailsSchema, refusalSchema, type JobsPage } from "@reelbus/contracts";
import { newId } from "@reelbus/store";
import { waitFor } from "@reelbus/testing";
import { job } from "../testing/job.ts";
import { end, storeJob } from "../testing/tell.ts";
import { withApi, type RunningApi } from "../testing/with-api.ts";

async function submit({ post }: RunningApi, properties: object = {}): Promise<string> {
  const { JobId } = (await (await post("/jobs", { ...job, ...properties })).json()) as { JobId: string };
  return JobId;
}

async function list({ get }: RunningApi, query = ""): Promise<JobsPage> {
  const response = await get(`/jobs${query}`);
  assert.equal(response.status, 200, query);
  return jobsPageSchema.parse(await response.json());
}

const idsOf = ({ Jobs }: JobsPage) => Jobs.map(({ JobId }) => JobId);

test("a job is shown as it is now", () =>
  withApi(async (api) => {
    const jobId = await submit(api, { ExternalId: "film-42", Priority: 3 });
    const look = async (id = jobId) => jobDetailsSchema.parse(await (await api.get(`/jobs/${id}`)).json());
    const submitted = await look();
    assert.deepEqual(
      [submitted.JobId, submitted.Status, submitted.ExternalId, submitted.Priority, submitted.Error],
      [jobId, "Submitted", "film-42", 3, null],
    );
    await end(api, jobId);
    const cancelled = await look(jobId.toUpperCase());
    assert.deepEqual([cancelled.Status, cancelled.Error?.ErrorCode, cancelled.LastSequence], ["Cancelled", 5001, 1]);
  }));

test("what there is not is 404", () =>
  withApi(async ({ get, post }) => {
    const answers = [
      ...["nonsense", newId(), "%00", "a".repeat(500)].map((id) => get(`/jobs/${id}`)),
      post(`/jobs/${newId()}/cancel`),
      get("/nothing"),
    ];
    for (const response of await Promise.all(answers)) {
      assert.equal(response.status, 404, response.url);
      assert.equal(refusalSchema.parse(await response.json()).Error, "not-found");
    }
  }));

test("a method that an address does not take is 405, and the answer says which it takes", () =>
  withApi(async ({ url }) => {
    for (const [method, path, allow] of [
      ["DELETE", "/jobs", "POST, GET"],
      ["HEAD", "/jobs/x", "GET"],
      ["PUT", "/jobs/x/cancel", "POST"],
      ["GET", "/events/confirm", "POST"],
    ] as const) {
      const response = await fetch(`${url}${path}`, { method });
      assert.deepEqual([response.status, response.headers.get("allow")], [405, allow], path);
      const text = await response.text();
      if (method !== "HEAD") assert.equal(refusalSchema.parse(JSON.parse(text)).Error, "invalid-request");
    }
  }));

test("an address that can't be read is 400", () =>
  withApi(async ({ get, post }) => {
    for (const response of [await get("/jobs/%ff"), await post("/jobs/%ff/cancel")]) {
      assert.equal(response.status, 400);
      assert.equal(refusalSchema.parse(await response.json()).Error, "invalid-request");
    }
  }));

test("jobs are listed newest first, filtered, in pages", () =>
  withApi(async (api) => {
    const names = [
      { ExternalId: "a", ExternalType: "movie" },
      { ExternalId: "b", ExternalType: "movie" },
      { ExternalId: "c", ExternalType: "series" },
    ];
    const ids: string[] = [];
    for (const name of names) ids.unshift(await submit(api, name));
    const [third = "", second = "", first = ""] = ids;
    await end(api, second);
    assert.deepEqual(idsOf(await list(api)), ids);
    assert.deepEqual(idsOf(await list(api, "?externalId=a")), [first]);
    assert.deepEqual(idsOf(await list(api, "?externalType=movie&status=cancelled")), [second]);
    assert.deepEqual(idsOf(await list(api, "?status=Submitted")), [third, first]);
    assert.deepEqual(idsOf(await list(api, "?tenant=other")), []);
    assert.deepEqual(idsOf(await list(api, "?tenant=default&submittedAfter=2020-01-01T00:00:00%2B02:00")), ids);
    assert.deepEqual(idsOf(await list(api, "?submittedBefore=2020-01-01T00:00:00Z")), []);
    const page = await list(api, "?limit=2");
    assert.deepEqual(idsOf(page), [third, second]);
    const rest = await list(api, `?limit=2&cursor=${String(page.NextCursor)}`);
    assert.deepEqual([idsOf(rest), rest.NextCursor], [[first], null]);
  }));

test("a query is refused with every problem", () =>
  withApi(async ({ get }) => {
    const problemsOf = async (query: string) => {
      const response = await get(`/jobs?${query}`);
      assert.equal(response.status, 400, query);
      const { Error, Problems = [] } = refusalSchema.parse(await response.json());
      assert.equal(Error, "invalid-request");
      for (const { Message } of Problems) assert.doesNotMatch(Message, /^(?:Invalid|Unrecognized|Too)\b/u);
      return Problems.map(({ Path, Reason }) => `${Path}: ${Reason}`);
    };
    assert.deepEqual(await problemsOf("status=Done&limit=501&typo=1"), [
      "status: invalid-value",
      "limit: invalid-value",
      "typo: unknown-property",
    ]);
    assert.deepEqual(await problemsOf("submittedAfter=yesterday"), ["submittedAfter: invalid-value"]);
    assert.deepEqual(await problemsOf("externalId=%00"), ["externalId: invalid-value"]);
    assert.deepEqual(await problemsOf("externalId=a&externalId=b"), ["externalId: wrong-type"]);
    assert.deepEqual(await problemsOf("cursor=nonsense"), ["cursor: invalid-value"]);
  }));

test("a cancel is noted and told to the conductor, as often as it is asked for", () =>
  withApi(async (api) => {
    const nudged: string[] = [];
    api.bus.onNudge("cancel", (jobId) => nudged.push(jobId));
    await api.bus.flush();
    const jobId = await storeJob(api);
    for (const [path, headers] of [
      [`/jobs/${jobId}/cancel`, undefined],
      [`/jobs/${jobId.toUpperCase()}/cancel`, { "content-type": "application/x-www-form-urlencoded" }],
    ] as const) {
      const response = await api.post(path, headers === undefined ? undefined : "", headers ?? {});
      assert.equal(response.status, 202);
      assert.deepEqual(cancellationSchema.parse(await response.json()), { JobId: jobId });
    }
    assert.deepEqual(await api.store.jobs.cancelRequested(10), [jobId]);
    await waitFor(() => nudged.length === 2, { what: "the nudges" });
    assert.deepEqual(nudged, [jobId, jobId]);
    await end(api, jobId);
    const late = await api.post(`/jobs/${jobId}/cancel`);
    assert.equal(late.status, 409);
    assert.equal(refusalSchema.parse(await late.json()).Error, "conflict");
  }));
