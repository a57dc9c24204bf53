import { CLOSED_PORT, makeTempFolder, sharedRabbitMq, startSqs, waitFor } from "@reelbus/testing";
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { describe, it } from "node:test";
import { fileURLToPath } from "node:url";

/** The first line of an example that can't read. One that `ends` must end with 1 and say no more; another is killed then. */
async function complaintOf(example: string, env: Readonly<Record<string, string>>, ends = true): Promise<string> {
  await using folder = await makeTempFolder("example");
  const path = fileURLToPath(new URL(`../examples/${example}.ts`, import.meta.url));
  const program = spawn(process.execPath, [path], {
    env: { ...process.env, ...env, DATABASE: join(folder.path, "events.db") },
    stdio: ["ignore", "ignore", "pipe"],
  });
  const exited = once(program, "close");
  let errors = "";
  program.stderr.setEncoding("utf8").on("data", (text: string) => (errors += text));
  try {
    await waitFor(() => (ends ? program.exitCode !== null : errors.includes("\n")), {
      what: "its complaint",
      timeoutMs: 60_000,
    });
  } finally {
    program.kill("SIGKILL");
    await exited;
  }
  const [line = "", ...rest] = errors.split("\n");
  if (ends) assert.deepEqual([program.exitCode, rest], [1, [""]], errors);
  return line;
}

describe("an example that can't read says in one line what failed, and which variables tell where", () => {
  it("rabbitmq", async () => {
    const AMQP_URL = `amqp://127.0.0.1:${CLOSED_PORT}`;
    assert.match(await complaintOf("rabbitmq", { AMQP_URL }), /ECONNREFUSED.*; see AMQP_URL$/u);
    const missing = { AMQP_URL: (await sharedRabbitMq()).url, QUEUE: "a-missing-queue" };
    assert.match(await complaintOf("rabbitmq", missing), /a-missing-queue.*; see AMQP_URL, QUEUE$/u);
  });

  it("sqs", async () => {
    await using server = await startSqs();
    const env = { AWS_REGION: "us-east-1", AWS_ACCESS_KEY_ID: "any", AWS_SECRET_ACCESS_KEY: "any" };
    for (const [url, says] of [
      [`http://127.0.0.1:${CLOSED_PORT}`, /ECONNREFUSED.*; see QUEUE_URL, /u],
      [server.url, /queue.*; see QUEUE_URL, /iu],
    ] as const) {
      const QUEUE_URL = `${url}/000000000000/missing`;
      assert.match(await complaintOf("sqs", { ...env, AWS_ENDPOINT_URL_SQS: url, QUEUE_URL }), says);
    }
  });

  it("ftps", async () => {
    const complaint = await complaintOf("ftps", {
      FTP_PORT: String(CLOSED_PORT),
      FTP_USER: "any",
      FTP_PASSWORD: "any",
    });
    assert.match(complaint, /ECONNREFUSED.*; see FTP_HOST, FTP_PORT, FTP_USER, FTP_PASSWORD$/u);
  });

  for (const example of ["service-bus", "service-bus-sessions"])
    it(example, async () => {
      const SERVICE_BUS_CONNECTION = `Endpoint=sb://127.0.0.1:${CLOSED_PORT};SharedAccessKeyName=a;SharedAccessKey=b;UseDevelopmentEmulator=true`;
      const complaint = await complaintOf(example, { SERVICE_BUS_CONNECTION }, false);
      assert.match(complaint, /ECONNREFUSED.*; see SERVICE_BUS_CONNECTION, QUEUE$/u);
    });
});
