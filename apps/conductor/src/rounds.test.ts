import assert from "node:assert/strict";
import { test } from "node:test";
import { silentLogger } from "@reelbus/kit";
import { waitFor } from "@reelbus/testing";
import { startRounds } from "./rounds.ts";

const options = { name: "test", logger: silentLogger };

test("wakes during a round make one more round, never two at a time", async () => {
  const gates: PromiseWithResolvers<undefined>[] = [];
  let atOnce = 0;
  const rounds = startRounds({
    ...options,
    intervalMs: 3_600_000,
    run: async () => {
      atOnce += 1;
      assert.equal(atOnce, 1);
      const gate = Promise.withResolvers<undefined>();
      gates.push(gate);
      await gate.promise;
      atOnce -= 1;
    },
  });
  for (let wakes = 0; wakes < 5; wakes++) rounds.wake();
  assert.equal(gates.length, 1);
  gates[0]?.resolve(undefined);
  await waitFor(() => gates.length === 2, { what: "the second round" });
  gates[1]?.resolve(undefined);
  await waitFor(() => atOnce === 0, { what: "its end" });
  rounds.wake();
  assert.equal(gates.length, 3);
  const stopped = rounds.stop();
  rounds.wake();
  gates[2]?.resolve(undefined);
  await stopped;
  assert.equal(gates.length, 3);
});

test("rounds come by themselves, also after one that failed", async () => {
  let count = 0;
  const rounds = startRounds({
    ...options,
    intervalMs: 1,
    run: () => {
      count += 1;
      return Promise.reject(new Error("no luck"));
    },
  });
  await waitFor(() => count >= 3, { what: "three rounds" });
  await rounds.stop();
});
