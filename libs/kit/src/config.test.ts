import assert from "node:assert/strict";
import { test } from "node:test";
import { z } from "zod";
import { ConfigurationError, readConfig } from "./config.ts";
import { serviceConfig } from "./service-config.ts";

const KEY = Buffer.alloc(32, 1).toString("base64");

test("values, defaults, and a frozen result", () => {
  const { natsUrl, allowedRoots, healthPort, logLevel } = serviceConfig;
  const config = readConfig(
    { natsUrl, allowedRoots, healthPort, logLevel },
    { NATS_URL: "nats://a:4222,nats://b:4222", REELBUS_ALLOWED_ROOTS: "/media:/mnt/films" },
  );
  assert.deepEqual(config, {
    natsUrl: "nats://a:4222,nats://b:4222",
    allowedRoots: ["/media", "/mnt/films"],
    healthPort: 0,
    logLevel: "info",
  });
  assert.ok(Object.isFrozen(config));
  assert.deepEqual(readConfig({ allowedRoots }, {}).allowedRoots, []);
});

test("every problem at once, with setting, expectation and source, and no secret", () => {
  const env = {
    NATS_URL: "http://user:pa55@nats",
    DATABASE_URL: "mysql://root:pa55@db/x",
    REELBUS_SECRET_KEY: "cGE1NQ==",
    REELBUS_ALLOWED_ROOTS: "/media:films",
    HEALTH_PORT: "80a",
    REELBUS_CONCURRENCY: "0",
    LOG_LEVEL: "loud",
  };
  assert.throws(
    () => readConfig(serviceConfig, env),
    (error: unknown) => {
      assert.ok(error instanceof ConfigurationError);
      assert.deepEqual(
        error.problems.map(({ setting, source, value }) => [setting, source, value]),
        [
          ["NATS_URL", "environment", null],
          ["DATABASE_URL", "environment", null],
          ["REELBUS_SECRET_KEY", "environment", null],
          ["REELBUS_WORKSPACE", "not set", null],
          ["REELBUS_ALLOWED_ROOTS", "environment", "/media:films"],
          ["HEALTH_PORT", "environment", "80a"],
          ["LOG_LEVEL", "environment", "loud"],
          ["REELBUS_CONCURRENCY", "environment", "0"],
        ],
      );
      assert.match(error.message, /REELBUS_WORKSPACE \(not set\): a value: the folder that all phase services share/u);
      assert.match(error.message, /HEALTH_PORT \(environment: "80a"\): expected a whole number from 0 to 65535/u);
      assert.match(error.message, /REELBUS_CONCURRENCY .*: expected a whole number from 1 to 1000/u);
      assert.match(error.message, /LOG_LEVEL .*: expected one of debug, info, warn, error, silent/u);
      assert.doesNotMatch(error.message + JSON.stringify(error.problems), /pa55|cGE1NQ/u);
      return true;
    },
  );
});

test("a bad default is a problem too, and an empty value is a value", () => {
  const schema = z.string().min(3, "expected three characters");
  const key = { name: "WORD", schema, description: "a word", default: "no" };
  const problemsWith = (env: Record<string, string>): unknown => {
    try {
      return readConfig({ key }, env);
    } catch (error) {
      return error instanceof ConfigurationError ? error.problems : error;
    }
  };
  const expected = "expected three characters";
  assert.deepEqual(problemsWith({}), [{ setting: "WORD", expected, source: "default", value: "no" }]);
  assert.deepEqual(problemsWith({ WORD: "" }), [{ setting: "WORD", expected, source: "environment", value: "" }]);
});

test("the service settings take what they should", () => {
  const { databaseUrl, secretKey, workspace } = serviceConfig;
  const env = { DATABASE_URL: "postgres://reelbus@db/reelbus", REELBUS_SECRET_KEY: KEY, REELBUS_WORKSPACE: "/work" };
  assert.deepEqual(readConfig({ databaseUrl, secretKey, workspace }, env), {
    databaseUrl: env.DATABASE_URL,
    secretKey: KEY,
    workspace: "/work",
  });
});
