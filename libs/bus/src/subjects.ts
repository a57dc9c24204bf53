import { slugOf, type Fact, type Phase } from "@reelbus/contracts";
import type { NudgeTopic } from "./bus.ts";

/** Every stream's name. */
export const STREAMS = { work: "WORK", facts: "FACTS", deadLetters: "DEAD_LETTERS" } as const;

/** Every subject. What ends in `.*` or `.>` is for subscribing. */
export const SUBJECTS = {
  allWork: "work.>",
  allFacts: "facts.>",
  allSigns: "signs.*",
  allDeadLetters: "dead-letters.>",
  allAborts: "abort.*",
  allCleanups: "work.cleanup.*",
  submissions: "jobs.submit",
  work: (phase: Phase, jobId: string) => `work.${slugOf(phase)}.${jobId}`,
  workOf: (phase: Phase) => `work.${slugOf(phase)}.*`,
  cleanup: (jobId: string) => `work.cleanup.${jobId}`,
  facts: (jobId: string) => `facts.${jobId}`,
  signs: (jobId: string) => `signs.${jobId}`,
  abort: (jobId: string) => `abort.${jobId}`,
  nudge: (topic: NudgeTopic) => `nudge.${topic}`,
  deadLetter: (subject: string) => `dead-letters.${subject}`,
} as const;

/** By which JetStream recognises that a fact is published again. */
export function factMessageId({ jobId, phase, attempt, delivery, kind }: Fact): string {
  return `${jobId}/${slugOf(phase)}/${attempt}/${delivery}/${kind}`;
}
