import assert from "node:assert/strict";
import { once } from "node:events";
import { connect as connectSocket } from "node:net";
import { test } from "node:test";
import { ReelbusError, refusalSchema, submittedSchema, type Refusal, type Submitted } from "@reelbus/contracts";
import { openStore } from "@reelbus/store";
import { startPostgres, waitFor } from "@reelbus/testing";
import { job } from "../testing/job.ts";
import { withApi } from "../testing/with-api.ts";

const json = { "content-type": "application/json" };

async function refusalOf(response: Response): Promise<Refusal> {
  return refusalSchema.parse(await response.json());
}

async function submittedOf(response: Response): Promise<Submitted> {
  return submittedSchema.parse(await response.json());
}

test("a job is answered with 201 once it is stored", () =>
  withApi(async ({ post, store, url }) => {
    const response = await post("/jobs", { ...job, ExternalId: "film-42", ExternalType: "movie" });
    assert.equal(response.status, 201);
    assert.match(response.headers.get("content-type") ?? "", /^application\/json/u);
    const { JobId, ...rest } = await submittedOf(response);
    assert.deepEqual(rest, { ExternalId: "film-42", ExternalType: "movie" });
    assert.match(JobId, /^[0-9a-f]{8}-[0-9a-f]{4}-7/u);
    assert.equal(response.headers.get("location"), `/jobs/${JobId}`);
    assert.equal((await fetch(new URL(response.headers.get("location") ?? "", url))).status, 200);
    assert.equal((await store.jobs.view(JobId))?.Status, "Submitted");
    const second = await submittedOf(await post("/jobs", job));
    assert.notEqual(second.JobId, JobId);
    assert.deepEqual(second, { JobId: second.JobId, ExternalId: null, ExternalType: null });
  }));

test("the conductor is nudged", () =>
  withApi(async ({ post, bus }) => {
    const nudges: string[] = [];
    bus.onNudge("jobs", (payload) => nudges.push(payload));
    await bus.flush();
    await submittedOf(await post("/jobs", job));
    await waitFor(() => nudges.length > 0, { what: "the nudge" });
    assert.deepEqual(nudges, [""]);
  }));

test("a traceparent is kept, and made when there is none that counts", () =>
  withApi(async ({ post, store, url }) => {
    const traceParentOf = async (headers: Record<string, string>) => {
      const { JobId } = await submittedOf(await post("/jobs", job, { ...json, ...headers }));
      let found = "";
      await store.jobs.transition(JobId, (state) => {
        found = state.job.traceParent;
        return null;
      });
      return found;
    };
    assert.ok(url);
    const given = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    assert.equal(await traceParentOf({ traceparent: given }), given);
    for (const headers of [
      {},
      { traceparent: "nonsense" },
      { traceparent: "00-00000000000000000000000000000000-00f067aa0ba902b7-01" },
    ])
      assert.match(await traceParentOf(headers), /^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/u);
  }));

test("every problem of a job description is told with its path", () =>
  withApi(async ({ post }) => {
    const response = await post("/jobs", { ...job, Typo: 1, ContentProcessing: { OutputFormat: ["Hls"] } });
    assert.equal(response.status, 400);
    assert.deepEqual(await refusalOf(response), {
      Error: "invalid-request",
      Message: "The job description has 2 problems.",
      Problems: [
        {
          Path: "ContentProcessing.OutputFormat[0]",
          Reason: "not-supported-yet",
          Message: '"Hls" is not supported yet; supported: "Cmaf"',
        },
        { Path: "Typo", Reason: "unknown-property", Message: "unknown property; check the spelling" },
      ],
    });
  }));

test("a body that can't be read is refused with its reason", () =>
  withApi(async ({ post }) => {
    const cases: [body: unknown, message: RegExp][] = [
      ["", /expected a value at line 1, column 1/u],
      ["{", /not JSON/u],
      ["null", /expected an object/u],
      [Uint8Array.of(0x7b, 0xff), /not valid UTF-8/u],
      [`{"a":${"[".repeat(100)}`, /nested deeper than 64 levels/u],
      [`{"Priority":1,"Priority":1,${JSON.stringify(job).slice(1)}`, /given more than once/u],
      [JSON.stringify({ ...job, ExternalId: "a\0b" }), /NUL/u],
    ];
    for (const [body, message] of cases) {
      const response = await post("/jobs", body);
      assert.equal(response.status, 400);
      const { Error, Problems } = await refusalOf(response);
      assert.equal(Error, "invalid-request");
      assert.match(Problems?.[0]?.Message ?? "", message);
    }
  }));

test("a body of more than 1 MiB is 413, of 1 MiB it is read", () =>
  withApi(async ({ post }) => {
    const padded = (sizeBytes: number) => JSON.stringify(job).padEnd(sizeBytes, " ");
    assert.equal((await post("/jobs", padded(1_048_576))).status, 201);
    const response = await post("/jobs", padded(1_048_577));
    assert.equal(response.status, 413);
    assert.equal((await refusalOf(response)).Error, "invalid-request");
  }));

test("a client that is still sending a body that is too large sees the answer, not a broken connection", () =>
  withApi(async ({ url }) => {
    const { hostname, port } = new URL(url);
    const socket = connectSocket(Number(port), hostname);
    let answer = "";
    socket.setEncoding("utf8").on("data", (text: string) => (answer += text));
    const pieces = Array.from({ length: 50 }, () => " ".repeat(100_000));
    socket.write("POST /jobs HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n");
    socket.write("content-length: 5000000\r\n\r\n");
    const ended = once(socket, "close");
    for (const piece of pieces) await new Promise((resolve) => socket.write(piece, () => setImmediate(resolve)));
    await ended;
    assert.match(answer, /^HTTP\/1\.1 413 /u);
  }));

test("what would be too large for the work of a phase is 413, defaults and sealed secrets included", () =>
  withApi(async ({ post }) => {
    const jobOf = (text: string) => ({
      ...job,
      ContentAcquisition: {
        Provider: "Http",
        UriPaths: Array.from({ length: 1_000 }, (_, n) => `https://media.test/${n}/${text}`),
      },
    });
    assert.equal((await post("/jobs", jobOf("x".repeat(700)))).status, 201);
    for (const text of ["x".repeat(800), `film.mp4?signature=${"x".repeat(680)}`]) {
      const response = await post("/jobs", jobOf(text));
      assert.equal(response.status, 413);
      assert.match((await refusalOf(response)).Message, /sealed.* 786432 /u);
    }
  }));

test("another content type or encoding is 415", () =>
  withApi(async ({ post }) => {
    const body = JSON.stringify(job);
    for (const headers of [
      { "content-type": "text/plain" },
      { "content-type": "application/x-www-form-urlencoded" },
      { "content-type": "nonsense" },
      { "content-type": "application/jsonx" },
      { ...json, "content-encoding": "gzip" },
    ]) {
      const response = await post("/jobs", body, headers);
      assert.equal(response.status, 415, JSON.stringify(headers));
      assert.equal((await refusalOf(response)).Error, "invalid-request");
    }
    for (const type of ["Application/JSON", "application/json; charset=utf-8", "application/json ;charset=utf-8"])
      assert.equal((await post("/jobs", body, { "content-type": type })).status, 201, type);
  }));

test("the same IdempotencyKey and job description is the same job; with another one it is 409", () =>
  withApi(async ({ post, store }) => {
    const publisher = { Type: "RabbitMq", Host: "h", Queue: "q", CredentialsName: "u", CredentialsSecret: "one" };
    const keyed = {
      ...job,
      ExternalId: "e",
      IdempotencyKey: "k",
      UserData: { a: 1, b: 2 },
      MessagePublishers: [publisher],
    };
    const first = await submittedOf(await post("/jobs", keyed));
    const again = await post("/jobs", { Priority: 0, ...keyed, UserData: { b: 2, a: 1 } });
    assert.equal(again.status, 200);
    assert.deepEqual(await submittedOf(again), first);
    assert.equal(again.headers.get("location"), null);
    const others = [
      { ...keyed, ExternalId: "other" },
      { ...keyed, MessagePublishers: [{ ...publisher, CredentialsSecret: "two" }] },
    ];
    for (const other of others) {
      const response = await post("/jobs", other);
      assert.equal(response.status, 409);
      assert.equal((await refusalOf(response)).Error, "conflict");
    }
    const all = await Promise.all(Array.from({ length: 10 }, () => post("/jobs", { ...job, IdempotencyKey: "race" })));
    assert.deepEqual(all.map(({ status }) => status).sort(), [200, 200, 200, 200, 200, 200, 200, 200, 200, 201]);
    assert.equal(new Set(await Promise.all(all.map(async (one) => (await submittedOf(one)).JobId))).size, 1);
    assert.equal((await store.jobs.page({ limit: 50 })).Jobs.length, 2);
  }));

test("one submission too many at a time is 429, and told when to come again", () =>
  withApi(
    async ({ post, url }) => {
      const { hostname, port } = new URL(url);
      const slow = connectSocket(Number(port), hostname);
      slow.write("POST /jobs HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{");
      const refused = await waitFor(
        async () => {
          const response = await post("/jobs", job);
          return response.status === 429 ? response : null;
        },
        { what: "the first submission to be in flight" },
      );
      assert.equal(refused.headers.get("retry-after"), "1");
      assert.equal((await refusalOf(refused)).Error, "too-many-requests");
      slow.destroy();
      await waitFor(async () => (await post("/jobs", job)).status === 201, { what: "the first submission to be over" });
    },
    { limits: { submissions: 1 } },
  ));

test("a database that is away is 503, and told when to come again", async () => {
  await using server = await startPostgres();
  const store = await openStore({ databaseUrl: server.url });
  try {
    await store.migrate();
    await withApi(
      async ({ post, get }) => {
        assert.equal((await post("/jobs", job)).status, 201);
        await server.kill9();
        for (const response of [
          await post("/jobs", job),
          await get("/jobs"),
          await get(`/jobs/${crypto.randomUUID()}`),
        ]) {
          assert.equal(response.status, 503);
          assert.equal(response.headers.get("retry-after"), "5");
          assert.equal((await refusalOf(response)).Error, "unavailable");
        }
        const notReady = await get("/health/ready");
        assert.deepEqual([notReady.status, await notReady.text()], [503, "not ready: database\n"]);
        await server.restart();
        await waitFor(async () => (await post("/jobs", job)).status === 201, { what: "the database to be back" });
        assert.equal((await get("/health/ready")).status, 200);
      },
      { replace: () => ({ store }) },
    );
  } finally {
    await store.close();
  }
});

test("a fault of ours is 500 and keeps its details inside", () => {
  const faults = [
    new Error("secret detail"),
    new ReelbusError("internal", "The database said no.", { retryable: false }),
  ];
  return withApi(
    async ({ post, log }) => {
      for (const expected of ["An internal error occurred.", "The database said no."]) {
        const response = await post("/jobs", job);
        assert.equal(response.status, 500);
        const { Error, Message } = await refusalOf(response);
        assert.equal(Error, "internal");
        assert.ok(Message.startsWith(expected), Message);
      }
      assert.ok(log.some((line) => line.includes("secret detail")));
    },
    {
      replace: ({ store }) => ({
        store: {
          ...store,
          jobs: { ...store.jobs, submit: () => Promise.reject(faults.shift() ?? new Error("no more")) },
        },
      }),
    },
  );
});
