import type { LifecycleEvent } from "@reelbus/contracts";
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { judge } from "./judge.ts";

function event(Sequence: number, EventType: "JobCreated" | "JobSuccess" = "JobCreated"): LifecycleEvent {
  return { JobId: "job", EventId: `event-${Sequence}`, Sequence, EventType } as LifecycleEvent;
}

const history = [event(1), event(2), event(3, "JobSuccess")];
const [first = event(1), second = event(2), third = event(3)] = history;

describe("judge", () => {
  it("has nothing to say of a whole history in order", () => {
    assert.deepEqual(judge(history, [...history]), { lost: 0, faults: [] });
  });

  for (const { what, arrived, lost, fault } of [
    { what: "an event that is missing", arrived: [first, third], lost: 1, fault: /lost 2/u },
    { what: "a last event that is missing", arrived: [first, second], lost: 1, fault: /lost 3/u },
    { what: "a job of which nothing arrived", arrived: [], lost: 3, fault: /lost 1, 2, 3/u },
    { what: "another order", arrived: [second, first, third], lost: 0, fault: /arrived as 2, 1, 3/u },
    { what: "an event too many", arrived: [...history, event(4)], lost: 0, fault: /not what GET/u },
    {
      what: "a changed event",
      arrived: [first, { ...second, Timestamp: "x" }, third],
      lost: 0,
      fault: /not what GET/u,
    },
  ]) {
    it(`tells ${what}`, () => {
      const judgement = judge(history, arrived);
      assert.equal(judgement.lost, lost);
      assert.match(judgement.faults.join("\n"), fault);
    });
  }

  it("tells of a job that did not succeed, and of one without events", () => {
    assert.match(judge([first, second], [first, second]).faults.join("\n"), /ended by JobCreated/u);
    assert.match(judge([], []).faults.join("\n"), /ended by nothing/u);
  });
});
