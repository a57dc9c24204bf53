import assert from "node:assert/strict";
import { describe, it, type TestContext } from "node:test";
import { startWatchdog } from "./watchdog.ts";

const LIMIT_MS = 1_000;

/** When what has been answered is worked off. */
const settled = () => new Promise(setImmediate);

/** A watchdog on a clock that stands still until `pass`. */
function watch(t: TestContext, grown?: () => Promise<number>) {
  t.mock.timers.enable({ apis: ["setInterval", "setTimeout"] });
  let silences = 0;
  const watchdog = startWatchdog(LIMIT_MS, () => (silences += 1), grown);
  return {
    ...watchdog,
    silences: () => silences,
    /** Looks that have an answer get it before the next quarter. */
    pass: async (quarters: number) => {
      for (let quarter = 0; quarter < quarters; quarter += 1) {
        t.mock.timers.tick(LIMIT_MS / 4);
        await settled();
      }
    },
  };
}

describe("the watchdog", () => {
  it("calls back when the limit has passed in silence, and once", async (t) => {
    const { silences, pass, touch } = watch(t);
    await pass(3);
    assert.equal(silences(), 0);
    await pass(1);
    assert.equal(silences(), 1);
    touch();
    await pass(20);
    assert.equal(silences(), 1);
  });

  it("counts from the last touch on", async (t) => {
    const { silences, pass, touch } = watch(t);
    for (let touches = 0; touches < 5; touches += 1) {
      await pass(3);
      touch();
    }
    await pass(3);
    assert.equal(silences(), 0);
    await pass(1);
    assert.equal(silences(), 1);
  });

  it("takes growth for a sign of life, and no growth for none", async (t) => {
    let size = 0;
    let isGrowing = true;
    const { silences, pass } = watch(t, () => Promise.resolve(isGrowing ? ++size : size));
    await pass(20);
    assert.equal(silences(), 0);
    isGrowing = false;
    await pass(3);
    assert.equal(silences(), 0);
    await pass(1);
    assert.equal(silences(), 1);
  });

  it("waits for no look that has no answer, and starts no other beside it", async (t) => {
    let looks = 0;
    const { silences, pass } = watch(t, () => {
      looks += 1;
      return new Promise(() => undefined);
    });
    await pass(5);
    assert.deepEqual([silences(), looks], [1, 1]);
  });

  it("takes an answer that comes late", async (t) => {
    const answers: ((size: number) => void)[] = [];
    const { silences, pass } = watch(t, () => new Promise((answer) => answers.push(answer)));
    await pass(3);
    answers.shift()?.(10);
    await settled();
    await pass(4);
    assert.equal(silences(), 0);
    // The look of then has none: the limit counts from the answer before it, and a quarter more.
    await pass(1);
    assert.deepEqual([silences(), answers.length], [1, 1]);
  });

  it("stays silent after a stop, whatever a look finds", async (t) => {
    let answer: (size: number) => void = () => undefined;
    const { silences, pass, stop, touch } = watch(t, () => new Promise((resolve) => (answer = resolve)));
    await pass(4);
    stop();
    answer(0);
    touch();
    await pass(20);
    assert.equal(silences(), 0);
  });
});
