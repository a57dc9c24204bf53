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

/** The names of all cases. */
export const conformanceTestNames = Object.keys(cases) as readonly ConformanceTestName[];

/** The cases that need a server which the suite may stop or make busy, or put something in front of. */
export const casesOnOwnServer = [
  "close while blocked ends",
  "close while connecting ends",
  "abort while blocked ends",
  "a target that hangs is given up, and found again",
  "cut off without a word in the middle",
  "throttled",
  "killed and restarted in the middle",
] as const satisfies readonly ConformanceTestName[];

/** The cases that the connection alone decides: destinations to which an adapter connects alike need them once. */
export const casesOfConnection = [
  "close while blocked ends",
  "close while connecting ends",
  "abort while blocked ends",
  "a target that hangs is given up, and found again",
  "cut off without a word in the middle",
  "wrong credentials",
  "unknown host",
  "refused connection",
  "untrusted certificate",
] as const satisfies readonly ConformanceTestName[];

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
    for (const name of conformanceTestNames) {
      if (leftOut.has(name)) continue;
      const body = () => runConformanceCase(options, name);
      it(name, withNewProcess.has(name) ? body : withLeakCheck(body));
    }
  });
}

/** Runs one case by itself; rejects when the adapter fails it. */
export async function runConformanceCase(
  { capabilities, server, create }: Pick<ConformanceOptions, "capabilities" | "server" | "create">,
  name: ConformanceTestName,
): Promise<void> {
  const run: ConformanceCase = cases[name];
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
