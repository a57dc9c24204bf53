import type { LifecycleEvent } from "@reelbus/contracts";
import { createLogUpdate } from "log-update";
import { eventLine } from "../output/event-line.ts";
import { barLines, noProgress, withEvent } from "../output/phase-bars.ts";

/** Shows events as lines and, below them on a terminal, a bar a phase that stays in place. */
export interface LiveView {
  show(event: LifecycleEvent): void;
  close(): void;
}

export function openLiveView(output: NodeJS.WriteStream): LiveView {
  if (!output.isTTY)
    return {
      show: (event) => {
        output.write(`${eventLine(event)}\n`);
      },
      close: () => undefined,
    };
  const bars = createLogUpdate(output);
  let table = noProgress();
  return {
    show: (event) => {
      table = withEvent(table, event);
      // What the bars show needs no line of its own.
      if (!isProgress(event)) bars.persist(eventLine(event));
      bars(["", ...barLines(table)].join("\n"));
    },
    close: () => {
      bars.done();
    },
  };
}

function isProgress({ EventType }: LifecycleEvent): boolean {
  return EventType === "AcquisitionProgress" || EventType === "EncodingProgress";
}
