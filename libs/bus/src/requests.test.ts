import assert from "node:assert/strict";
import { test } from "node:test";
import { JetStreamApiError, JetStreamError } from "@nats-io/jetstream";
import { AuthorizationError, errors, TimeoutError } from "@nats-io/transport-node";
import { isTransient, request } from "./requests.ts";

const signal = new AbortController().signal;

/** What the client throws while a cluster elects a leader. */
const NOT_ENABLED = new Error("jetstream is not enabled", {
  cause: new errors.RequestError("no responders", { cause: new errors.NoRespondersError("x") }),
});

function apiError(code: number): JetStreamApiError {
  return new JetStreamApiError({ code, err_code: 10_000, description: "on purpose" });
}

test("it tries again through a fail-over until the server answers", async () => {
  const failures = [NOT_ENABLED, new TimeoutError(), apiError(503)];
  const options = { what: "store", boundMs: 10_000, signal };
  const answer = await request(() => {
    const error = failures.shift();
    return error === undefined ? Promise.resolve("stored") : Promise.reject(error);
  }, options);
  assert.equal(answer, "stored");
});

test("the bound ends it with a retryable error, a refusal at once with one that is not", async () => {
  const bounded = { what: "store a message", boundMs: 150, signal };
  await assert.rejects(
    request(() => Promise.reject(NOT_ENABLED), bounded),
    { name: "ReelbusError", reason: "internal", retryable: true, cause: NOT_ENABLED },
  );
  let tries = 0;
  const refused = request(
    () => {
      tries += 1;
      return Promise.reject(apiError(400));
    },
    { ...bounded, boundMs: 10_000 },
  );
  await assert.rejects(refused, { name: "ReelbusError", reason: "internal", retryable: false });
  assert.equal(tries, 1);
});

test("it does not try without a connection, nor after the bus has closed", async () => {
  const never = () => assert.fail("must not be tried");
  await assert.rejects(request(never, { what: "store", boundMs: 150, signal, canTry: () => false }), {
    retryable: true,
  });
  const closing = new AbortController();
  const waiting = request(never, { what: "store", boundMs: 60_000, signal: closing.signal, canTry: () => false });
  closing.abort();
  await assert.rejects(waiting, { name: "ReelbusError", retryable: true });
});

test("what can pass by itself, and what can't", () => {
  const network = Object.assign(new Error("connect"), { code: "ECONNREFUSED" });
  for (const error of [NOT_ENABLED, new TimeoutError(), apiError(503), network]) assert.equal(isTransient(error), true);
  const wrongPassword = new Error("connection", { cause: new AuthorizationError("wrong password") });
  for (const error of [apiError(404), new JetStreamError("x"), wrongPassword, new TypeError("x"), "x"]) {
    assert.equal(isTransient(error), false);
  }
});
