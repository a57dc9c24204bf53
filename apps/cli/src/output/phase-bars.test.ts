import type { LifecycleEvent } from "@reelbus/contracts";
import { eventExamples } from "@reelbus/contracts/testing";
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { barLines, noProgress, withEvent } from "./phase-bars.ts";

const barsAfter = (...events: LifecycleEvent[]) => barLines(events.reduce(withEvent, noProgress()));

describe("the phase bars", () => {
  it("are all full after JobSuccess", () => {
    const { FinalError: _failure, ...success } = eventExamples;
    for (const line of barsAfter(...Object.values(success))) assert.match(line, / █{30} 100 %$/u);
  });

  it("show a phase as unfinished until its last event", () => {
    const { JobCreated, AcquisitionProgress } = eventExamples;
    assert.match(barsAfter(JobCreated, AcquisitionProgress)[1] ?? "", /^Acquisition .* 99 %$/u);
  });

  it("name the phase that failed, whatever phase the event was published under", () => {
    const { JobCreated, FinalError } = eventExamples;
    const lines = barsAfter(JobCreated, FinalError);
    assert.deepEqual(
      lines.filter((line) => line.endsWith("failed")),
      [`Media Mapping    ${"░".repeat(30)}   0 %  failed`],
    );
  });

  it("tell a cancelled job from a failed one", () => {
    const cancelled = { ...eventExamples.FinalError, ErrorCode: 5001, ErrorName: "JobCancelled" } as LifecycleEvent;
    assert.match(barsAfter(cancelled)[2] ?? "", /cancelled$/u);
  });

  it("fit a terminal of 80 columns", () => {
    for (const line of barsAfter(eventExamples.FinalError)) assert.ok(line.length < 80);
  });
});
