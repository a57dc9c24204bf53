import assert from "node:assert/strict";
import { test } from "node:test";
import { ReelbusError } from "@reelbus/contracts";
import { createLogger, silentLogger, type LogLevel } from "./logger.ts";

function setUp(level: LogLevel = "info") {
  const lines: string[] = [];
  const logger = createLogger({ service: "encoding", level, output: { write: (line) => void lines.push(line) } });
  const last = () => JSON.parse(lines.at(-1) ?? "null") as Record<string, unknown>;
  return { lines, logger, last };
}

test("one JSON object a line, with level, time, service and fields", () => {
  const { logger, last } = setUp();
  logger.child({ jobId: "j1" }).warn({ attempt: 2 }, "slow");
  const { level, service, jobId, attempt, message, time } = last();
  assert.deepEqual(
    { level, service, jobId, attempt, message },
    { level: "warn", service: "encoding", jobId: "j1", attempt: 2, message: "slow" },
  );
  assert.ok(!Number.isNaN(Date.parse(String(time))));
});

test("entries below the level are left out; the silent logger is silent", () => {
  const { lines, logger } = setUp("warn");
  logger.info({}, "no");
  logger.error({}, "yes");
  assert.equal(lines.length, 1);
  silentLogger.child({}).error({}, "nowhere");
});

test("secrets are taken out wherever they are", () => {
  const { lines, logger } = setUp();
  const job = {
    ContentAcquisition: {
      UriPath: "https://user:hunter2@host/film.mp4?X-Amz-Signature=hunter2&a=b",
      CredentialsSecret: "hunter2",
    },
    ContentProcessing: { ContentKey: "hunter2" },
    Publishers: [{ Secret: "hunter2" }],
    headers: { Authorization: "Bearer hunter2", cookie: ["hunter2"] },
  };
  const cause = Object.assign(new Error("amqp://guest:hunter2@broker refused"), { config: { password: "hunter2" } });
  logger.info({ job, error: new ReelbusError("throttled", "Wait.", { cause }) }, "see nats://x:hunter2@nats:4222");
  logger.child({ token: "hunter2", job }).info({}, "again");
  assert.doesNotMatch(lines.join(""), /hunter2/u);
  assert.match(lines.join(""), /https:\/\/host\/film\.mp4\?\[redacted\]/u);
});

test("errors show what they are, with reason and cause", () => {
  const { logger, last } = setUp();
  const cause = Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED" });
  logger.error({ error: new ReelbusError("host-unreachable", "The host is away.", { cause }) }, "failed");
  const { error } = last() as { error: Record<string, unknown> };
  assert.equal(error["type"], "ReelbusError");
  assert.equal(error["reason"], "host-unreachable");
  assert.equal(error["retryable"], true);
  assert.deepEqual((error["cause"] as Record<string, unknown>)["code"], "ECONNREFUSED");
});

test("stacks are shown of faults of ours, and of no customer's mistake nor its causes", () => {
  const { logger, last } = setUp();
  const cause = new AggregateError([new Error("refused"), new Error("refused")]);
  const mistake = new ReelbusError("host-unreachable", "The host is away.", { cause });
  logger.warn({ error: mistake }, "failed");
  assert.doesNotMatch(JSON.stringify(last()), /"stack"/u);
  assert.match(JSON.stringify(last()), /"errors":\[\{"type":"Error","message":"refused"\}/u);
  for (const error of [new ReelbusError("internal", "Ours."), new TypeError("no such property")]) {
    logger.error({ error }, "failed");
    assert.match(String((last()["error"] as Record<string, unknown>)["stack"]), /logger\.test\.ts/u);
  }
});

test("a circular object does not break the log", () => {
  const { logger, last } = setUp();
  const circular: Record<string, unknown> = { name: "loop" };
  circular["self"] = circular;
  logger.info({ circular }, "round");
  assert.equal(last()["message"], "round");
});
