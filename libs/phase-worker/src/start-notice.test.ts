import assert from "node:assert/strict";
import { test } from "node:test";
import { tellStart } from "./start-notice.ts";

const logger = { warn: () => undefined };

test("a start is told after a moment, once, and what follows waits for it", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const told = Promise.withResolvers<undefined>();
  let calls = 0;
  const notice = tellStart(() => {
    calls += 1;
    return told.promise;
  }, logger);
  t.mock.timers.tick(24);
  assert.equal(calls, 0);
  t.mock.timers.tick(1);
  assert.equal(calls, 1);
  let ended = false;
  const end = notice.end().then(() => (ended = true));
  await Promise.resolve();
  assert.equal(ended, false);
  told.resolve(undefined);
  await end;
  t.mock.timers.tick(1_000);
  assert.equal(calls, 1);
});

test("a start whose work is over already is not told, and one that can't be told fails nothing", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  await tellStart(() => assert.fail("it was told"), logger).end();
  t.mock.timers.tick(1_000);
  const notice = tellStart(() => Promise.reject(new Error("the bus is away")), logger);
  t.mock.timers.tick(1_000);
  await notice.end();
});
