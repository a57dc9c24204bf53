import assert from "node:assert/strict";
import { once } from "node:events";
import { describe, it } from "node:test";
import { runSideBySide } from "./run-side-by-side.ts";

async function untilAborted(signal: AbortSignal): Promise<void> {
  await once(signal, "abort");
  throw signal.reason as Error;
}

describe("runSideBySide", () => {
  it("runs all at the same time", async () => {
    const { promise, resolve } = Promise.withResolvers<undefined>();
    const { signal } = new AbortController();
    // The first one ends only when the second has begun.
    await runSideBySide(["first", "second"], signal, async (item) => {
      if (item === "first") await promise;
      else resolve(undefined);
    });
  });

  it("aborts the others when one fails, and tells what failed", async () => {
    const { signal } = new AbortController();
    const ended: number[] = [];
    const run = runSideBySide([0, 1, 2], signal, async (item, either) => {
      try {
        if (item === 1) throw new Error("no such film");
        await untilAborted(either);
      } finally {
        ended.push(item);
      }
    });
    await assert.rejects(run, { message: "no such film" });
    assert.deepEqual(ended.toSorted(), [0, 1, 2]);
  });

  it("aborts all when it is aborted", async () => {
    const controller = new AbortController();
    const run = runSideBySide([0, 1], controller.signal, (_, either) => untilAborted(either));
    controller.abort(new Error("cancelled"));
    await assert.rejects(run, { message: "cancelled" });
  });
});
