import assert from "node:assert/strict";
import { test } from "node:test";
import { waitFor } from "./wait-for.ts";

test("resolves to the first truthy result", async () => {
  let looks = 0;
  const result = await waitFor(() => (++looks === 3 ? "there" : undefined), { what: "the third look", intervalMs: 1 });
  assert.equal(result, "there");
  assert.equal(looks, 3);
});

test("an error means not yet", async () => {
  let looks = 0;
  const result = await waitFor(
    () => {
      if (++looks < 2) throw new Error("too early");
      return Promise.resolve(looks);
    },
    { what: "the second look", intervalMs: 1 },
  );
  assert.equal(result, 2);
});

test("gives up with what it waited for and the last error", async () => {
  const failure = new Error("still closed");
  await assert.rejects(
    waitFor(
      () => {
        throw failure;
      },
      { what: "the door to open", timeoutMs: 5, intervalMs: 1 },
    ),
    { message: "Waited 5 ms in vain for the door to open", cause: failure },
  );
});
