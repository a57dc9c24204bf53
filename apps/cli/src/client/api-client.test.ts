import { eventExamples } from "@reelbus/contracts/testing";
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, it } from "node:test";
import { createApiClient, type ApiClient } from "./api-client.ts";
import { ApiRefusal, ApiUnreachable } from "./api-error.ts";

/** Uses a client of a server that answers each request by `[status, body]` of its path. */
async function withServer(
  answer: (path: string) => readonly [status: number, body: string],
  use: (client: ApiClient) => Promise<void>,
): Promise<void> {
  const server = createServer((request, response) => {
    const [status, body] = answer(request.url ?? "");
    response.writeHead(status, { "content-type": "application/json" }).end(body);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  try {
    await use(createApiClient(`http://127.0.0.1:${(server.address() as AddressInfo).port}`));
  } finally {
    server.closeAllConnections();
    server.close();
    await once(server, "close");
  }
}

describe("the client of the API", () => {
  it("reads all pages of a job's events, however many events a page has", async () => {
    const { JobCreated, AcquisitionProgress, JobSuccess } = eventExamples;
    const pages: Readonly<Record<string, unknown>> = {
      "/jobs/1/events?after=0": { Events: [JobCreated], NextAfter: 1 },
      "/jobs/1/events?after=1": { Events: [AcquisitionProgress, JobSuccess], NextAfter: null },
    };
    await withServer(
      (path) => [path in pages ? 200 : 404, JSON.stringify(pages[path])],
      async (client) => {
        assert.deepEqual(await client.eventsAfter("1", 0), [JobCreated, AcquisitionProgress, JobSuccess]);
      },
    );
  });

  it("reads a job's first event and its last ones, and none between", async () => {
    const { JobCreated, ContentPublished, JobSuccess } = eventExamples;
    const pages: Readonly<Record<string, unknown>> = {
      "/jobs/1/events?after=0&limit=1": { Events: [JobCreated], NextAfter: 1 },
      "/jobs/1/events?after=9998": { Events: [ContentPublished, JobSuccess], NextAfter: null },
      "/jobs/2/events?after=0&limit=1": { Events: [JobCreated], NextAfter: 1 },
      "/jobs/2/events?after=1": { Events: [JobSuccess], NextAfter: null },
    };
    await withServer(
      (path) => [path in pages ? 200 : 404, JSON.stringify(pages[path])],
      async (client) => {
        const long = await client.firstAndLastEvents({ JobId: "1", LastSequence: 10_000 }, 2);
        assert.deepEqual(long, [JobCreated, ContentPublished, JobSuccess]);
        const short = await client.firstAndLastEvents({ JobId: "2", LastSequence: 2 }, 2);
        assert.deepEqual(short, [JobCreated, JobSuccess]);
      },
    );
  });

  it("throws what the API refuses with", async () => {
    await withServer(
      () => [409, JSON.stringify({ Error: "conflict", Message: "the job has already ended" })],
      (client) =>
        assert.rejects(client.cancel("1"), (error) => {
          assert.ok(error instanceof ApiRefusal);
          assert.equal(error.status, 409);
          assert.equal(error.message, "the job has already ended");
          return true;
        }),
    );
  });

  for (const [what, status, body] of [
    ["HTML", 200, "<h1>Hello</h1>"],
    ["other JSON", 200, '{"hello":"world"}'],
    ["an error of its own", 404, '{"error":"no route"}'],
  ] as const)
    it(`says that ${what} is no answer of Reelbus`, async () => {
      await withServer(
        () => [status, body],
        (client) =>
          assert.rejects(client.job("1"), (error) => {
            assert.ok(error instanceof ApiUnreachable);
            assert.match(error.message, /^http:\S+ does not answer as a Reelbus API would; see --url$/u);
            return true;
          }),
      );
    });
});
