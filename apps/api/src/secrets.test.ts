import assert from "node:assert/strict";
import { test } from "node:test";
import pg from "pg";
import { waitFor } from "@reelbus/testing";
import { connect } from "@nats-io/transport-node";
import { end } from "./testing/tell.ts";
import { withApi, type RunningApi } from "./testing/with-api.ts";

const MARKER = "hunter2";
const KEY = Buffer.from("marker-key-16byt").toString("base64");

/** A marker in every place where a secret may stand. */
const job = {
  ContentAcquisition: {
    Provider: "Http",
    UriPath: `https://media.example.com/film.mp4?X-Signature=${MARKER}-url`,
    CredentialsName: "user",
    CredentialsSecret: `${MARKER}-acquisition`,
  },
  ContentProcessing: {
    OutputFormat: ["Cmaf"],
    DrmProtection: "Base64Key",
    KeyId: "1f9a0b6e-5c1d-4d3a-9a51-0d6b8a2c7e11",
    ContentKey: KEY,
  },
  ContentPublishing: { Provider: "Local", UriPath: "/out" },
  MessagePublishers: [
    { Type: "RabbitMq", Host: "broker", Queue: "q", CredentialsName: "user", CredentialsSecret: `${MARKER}-publisher` },
    {
      Type: "AzureServiceBus",
      Connection: `Endpoint=sb://ns.example/;SharedAccessKeyName=send;SharedAccessKey=${MARKER}-connection`,
      Queue: "q",
    },
  ],
};

function assertClean(text: string, where: string): void {
  assert.ok(!text.includes(MARKER) && !text.includes(KEY), `a secret in ${where}`);
}

/** Every row of every table, as text. */
async function dump({ database }: RunningApi): Promise<string> {
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  try {
    const tables = await client.query<{ name: string }>(
      `SELECT format('%I.%I', table_schema, table_name) AS name FROM information_schema.tables
       WHERE table_schema NOT IN ('pg_catalog', 'information_schema')`,
    );
    const texts: string[] = [];
    for (const { name } of tables.rows) {
      const { rows } = await client.query<{ row: string }>(`SELECT t::text AS row FROM ${name} AS t`);
      texts.push(...rows.map(({ row }) => `${name}: ${row}`));
    }
    return texts.join("\n");
  } finally {
    await client.end();
  }
}

test("a secret is in no log line, row, answer or message, and can be opened by its key alone", () =>
  withApi(async (api) => {
    const { post, get, log, nats, sealer, bus } = api;
    const spy = await connect({ servers: nats.url });
    const messages: string[] = [];
    spy.subscribe(">", { callback: (_error, message) => void messages.push(message.string()) });
    await spy.flush();
    const accepted = await post("/jobs", { ...job, IdempotencyKey: "k" });
    assert.equal(accepted.status, 201);
    const { JobId } = (await accepted.json()) as { JobId: string };
    const answers = [
      await post("/jobs", { ...job, IdempotencyKey: "k" }),
      await post("/jobs", { ...job, IdempotencyKey: "k", Priority: 1 }),
      await post("/jobs", { ...job, Typo: 1 }),
      await post("/jobs", JSON.stringify(job).slice(0, -1)),
      await post("/jobs", JSON.stringify(job).replaceAll(`"${MARKER}`, `"\\q${MARKER}`)),
      await post("/jobs", { ...job, ContentProcessing: { ...job.ContentProcessing, ContentKey: MARKER } }),
      await post("/jobs", job, { "content-type": "text/plain" }),
      await get(`/jobs/${JobId}`),
      await get(`/jobs?externalId=${MARKER}`),
      await get(`/${MARKER}`),
    ];
    await end(api, JobId);
    answers.push(await get(`/jobs/${JobId}/events`), await get("/metrics"));
    assert.deepEqual(
      answers.map(({ status }) => status),
      [200, 409, 400, 400, 400, 400, 415, 200, 200, 404, 200, 200],
    );
    await bus.flush();
    await waitFor(() => messages.includes(JobId), { what: "the nudges" });
    await spy.close();
    for (const answer of answers) assertClean(await answer.text(), answer.url);
    assertClean(log.join("\n"), "the log");
    assertClean(messages.join("\n"), "a message");
    const rows = await dump(api);
    assertClean(rows, "the database");
    assert.ok(rows.includes(JobId) && rows.includes("[redacted]"));
    const sealed = /v1\.[\w-]+\.[\w-]+\.[\w-]+/u.exec(rows)?.[0] ?? "";
    assert.deepEqual(sealer.open(sealed), {
      "/ContentAcquisition/UriPath": job.ContentAcquisition.UriPath,
      "/ContentAcquisition/CredentialsSecret": job.ContentAcquisition.CredentialsSecret,
      "/ContentProcessing/ContentKey": KEY,
      "/MessagePublishers/0/CredentialsSecret": job.MessagePublishers[0]?.CredentialsSecret,
      "/MessagePublishers/1/Connection": job.MessagePublishers[1]?.Connection,
    });
  }));
