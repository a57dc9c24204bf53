import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { withLeakCheck } from "@reelbus/testing";
import type { CaseContext, ConformanceCase } from "./conformance-case.ts";
import type { ConformanceOptions, ConformanceServer } from "./conformance-target.ts";
import { deliveryCases } from "./delivery-cases.ts";
import { faultCases } from "./fault-cases.ts";
import { lifeCases } from "./life-cases.ts";

// The killing comes last: it costs a restart.
const cases = { ...deliveryCases, ...lifeCases, ...faultCases };

/** The name of one case of the suite. */
export type ConformanceTestName = keyof typeof cases;

/** Restarts the server, which leaves a new process behind on purpose. */
const withNewProcess: ReadonlySet<string> = new Set<ConformanceTestName>(["killed and restarted in the middle"]);

/**
 * What every publisher must do, as tests of `node:test` against a real target. A case that can't apply to an adapter is
 * left out with a reason, which the run prints; every other one must pass.
 */
export function publisherConformance(options: ConformanceOptions<ConformanceTestName>): void {
  const leftOut = new Map<string, string>(options.skip.map(({ test, reason }) => [test, reason]));
  describe(`${options.name} is a publisher`, { concurrency: false }, () => {
    it("leaves out only what can't apply", (t) => {
      assert.equal(leftOut.size, options.skip.length, "a case is named twice");
      for (const [name, reason] of leftOut) {
        assert.ok(name in cases, `there is no case "${name}"`);
        assert.ok(reason !== "", `"${name}" has no reason`);
        t.diagnostic(`left out: ${name} (${reason})`);
      }
    });
    for (const [name, run] of Object.entries<ConformanceCase>(cases)) {
      if (leftOut.has(name)) continue;
      const body = () => runCase(options, run);
      it(name, withNewProcess.has(name) ? body : withLeakCheck(body));
    }
  });
}

async function runCase({ capabilities, server, create }: ConformanceOptions, run: ConformanceCase): Promise<void> {
  await using target = await create("Json");
  const context: CaseContext = { target, capabilities, create, server: server ?? noServer };
  await run(context);
}

const noServer: ConformanceServer = {
  pause: needsServer,
  resume: () => undefined,
  kill: needsServer,
  restart: needsServer,
};

function needsServer(): never {
  throw new Error("This case needs a server: give one, or leave the case out with a reason.");
}
