import { PHASES, type LifecycleEvent, type Phase } from "@reelbus/contracts";

const BAR_WIDTH = 30;

/** How far each phase is, in per cent, told by the events seen so far. */
export type PhaseProgressTable = Readonly<Record<Phase, number>>;

export function noProgress(): PhaseProgressTable {
  return Object.fromEntries(PHASES.map((phase) => [phase, 0])) as Record<Phase, number>;
}

/** The table after one more event. */
export function withEvent(table: PhaseProgressTable, event: LifecycleEvent): PhaseProgressTable {
  switch (event.EventType) {
    case "AcquisitionProgress":
    case "EncodingProgress":
      return { ...table, [event.Phase]: Math.min(event.Progress, 99) };
    case "JobCreated":
    case "ContentAcquired":
    case "ContentPreProcessed":
    case "EncodingFinished":
    case "ImagesExtracted":
    case "JobSuccess":
      return { ...table, [event.Phase]: 100 };
    case "ContentPublished":
    case "ContentMapped":
    case "VideoEncodingStarted":
    case "FinalError":
      return table;
  }
}

/** One bar a phase, a line each. */
export function barLines(table: PhaseProgressTable): string[] {
  return PHASES.map((phase) => {
    const filled = Math.round((table[phase] / 100) * BAR_WIDTH);
    return `${phase.padEnd(16)} ${"█".repeat(filled)}${"░".repeat(BAR_WIDTH - filled)} ${String(table[phase]).padStart(3)} %`;
  });
}
