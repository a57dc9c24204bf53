import { PHASES, type LifecycleEvent, type Phase } from "@reelbus/contracts";

const BAR_WIDTH = 30;

/** How far each phase is, told by the events seen so far. */
export interface PhaseTable {
  readonly percent: Readonly<Record<Phase, number>>;
  /** Where and how the job ended without success; null until then. */
  readonly ended: { readonly phase: Phase; readonly how: "failed" | "cancelled" } | null;
}

export function noProgress(): PhaseTable {
  const percent = Object.fromEntries(PHASES.map((phase) => [phase, 0])) as Record<Phase, number>;
  return { percent, ended: null };
}

/** The table after one more event. */
export function withEvent(table: PhaseTable, event: LifecycleEvent): PhaseTable {
  switch (event.EventType) {
    case "AcquisitionProgress":
    case "EncodingProgress":
      // The phase is done with its last event, not with the last of its work.
      return withPercent(table, event.Phase, Math.min(event.Progress, 99));
    case "JobCreated":
    case "ContentAcquired":
    case "ContentPreProcessed":
    case "EncodingFinished":
    case "ImagesExtracted":
    case "JobSuccess":
      return withPercent(table, event.Phase, 100);
    case "FinalError":
      return {
        ...table,
        ended: { phase: event.FailedPhase, how: event.ErrorName === "JobCancelled" ? "cancelled" : "failed" },
      };
    case "ContentPublished":
    case "ContentMapped":
    case "VideoEncodingStarted":
      return table;
  }
}

/** One bar a phase, a line each, at most 64 columns wide. */
export function barLines({ percent, ended }: PhaseTable): string[] {
  return PHASES.map((phase) => {
    const filled = Math.round((percent[phase] / 100) * BAR_WIDTH);
    const bar = `${"█".repeat(filled)}${"░".repeat(BAR_WIDTH - filled)}`;
    const end = ended?.phase === phase ? `  ${ended.how}` : "";
    return `${phase.padEnd(16)} ${bar} ${String(percent[phase]).padStart(3)} %${end}`;
  });
}

function withPercent(table: PhaseTable, phase: Phase, percent: number): PhaseTable {
  return { ...table, percent: { ...table.percent, [phase]: percent } };
}
