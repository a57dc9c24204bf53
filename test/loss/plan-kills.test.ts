import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { planKills, printPlan, type KillPlanOptions } from "./plan-kills.ts";

const options: KillPlanOptions = {
  brokers: ["one", "other"],
  jobs: 50,
  killsOfEachBroker: 4,
  killsOfTheNotifier: 6,
  eventsPerJob: 11,
  seed: 1,
};
const seeds = Array.from({ length: 50 }, (_, seed) => seed);

describe("planKills", () => {
  it("makes the same plan for the same seed, and another for another", () => {
    assert.deepEqual(planKills(options), planKills(options));
    assert.equal(new Set(seeds.map((seed) => printPlan(planKills({ ...options, seed })))).size, seeds.length);
  });

  it("kills everything as often as it should, and submits every job", () => {
    for (const seed of seeds) {
      const plan = planKills({ ...options, seed });
      const kills = (broker: string) => plan.filter((step) => step.broker === broker).length;
      assert.deepEqual([kills("one"), kills("other"), plan.filter(({ notifier }) => notifier).length], [4, 4, 6]);
      assert.equal(
        plan.reduce((sum, { jobs }) => sum + jobs, 0),
        options.jobs,
      );
    }
  });

  it("kills while events of the step's own jobs are under way, where it counts them", () => {
    for (const step of seeds.flatMap((seed) => planKills({ ...options, seed }))) {
      assert.ok(step.afterEvents >= 1 && step.afterEvents < step.jobs * options.eventsPerJob, JSON.stringify(step));
      assert.equal(step.at, step.broker ?? step.at);
      assert.ok(options.brokers.includes(step.at));
    }
  });

  it("kills the notifier alone, and together with a broker", () => {
    const steps = seeds.flatMap((seed) => planKills({ ...options, seed })).filter(({ notifier }) => notifier);
    assert.deepEqual(new Set(steps.map(({ broker }) => broker)), new Set([null, "one", "other"]));
  });
});
