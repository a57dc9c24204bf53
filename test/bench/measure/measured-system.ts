import type { JobDescriptionInput, LifecycleEvent, Phase } from "@reelbus/contracts";
import { waitFor } from "@reelbus/testing";
import { access } from "node:fs/promises";
import { join } from "node:path";
import { deliveredTo } from "../../support/event-folder.ts";
import { submit } from "../../support/job.ts";
import { startSystem } from "../../support/system.ts";
import { readChildRecords, recordingInto, type ChildRecord } from "./child-records.ts";
import { clockMs, followJob } from "./follow-job.ts";
import { firstStart, phaseTimes, readWorkMs, type PhaseTimes } from "./phase-times.ts";
import { cpuBetween, cpuOfTree, type TreeCpu } from "./process-tree.ts";

/** What one job took. */
export interface MeasuredJob {
  /** From just before the POST to the arrival of JobSuccess on the job's live stream. */
  readonly wallMs: number;
  /** Of the whole system meanwhile, and until its events are delivered and its workspace is clean. */
  readonly cpu: TreeCpu & { readonly total: number };
  readonly children: readonly ChildRecord[];
  /** From the POST until the first phase's service had the job. */
  readonly untilTakenMs: number;
  readonly phases: readonly PhaseTimes[];
  readonly events: readonly LifecycleEvent[];
}

/** `reelbus up` under measurement. */
export interface MeasuredSystem extends AsyncDisposable {
  readonly pid: number;
  /** Runs one job to its end; the publisher's folder must be `eventFolder`. @throws Error when it fails */
  run(job: JobDescriptionInput, eventFolder: string): Promise<MeasuredJob>;
}

/** @param folder of the benchmark's own; jobs may use all of it */
export async function startMeasuredSystem(folder: string): Promise<MeasuredSystem> {
  const records = join(folder, "children.jsonl");
  const dataDir = join(folder, "data");
  const system = await startSystem({ dataDir, allow: [folder], env: recordingInto(records) });

  const run = async (job: JobDescriptionInput, eventFolder: string): Promise<MeasuredJob> => {
    const workBefore = await readWorkMs(system.url);
    const cpuBefore = cpuOfTree(system.pid);
    const submittedAtMs = clockMs();
    const jobId = await submit(system.url, job);
    const arrived = await followJob(system.url, jobId);
    const last = arrived.at(-1);
    if (last?.event.EventType !== "JobSuccess") throw new Error(`the job failed: ${JSON.stringify(last?.event)}`);
    await deliveredTo(eventFolder, jobId);
    await untilGone(join(dataDir, "workspace", jobId));
    const cpu = cpuBetween(cpuBefore, cpuOfTree(system.pid));
    const workAfter = await readWorkMs(system.url);
    const children = (await readChildRecords(records)).filter(({ startedAtMs }) => startedAtMs > submittedAtMs);
    const workMs = new Map<Phase, number>(
      [...workAfter].map(([phase, sumMs]) => [phase, sumMs - (workBefore.get(phase) ?? 0)]),
    );
    return {
      wallMs: last.atMs - submittedAtMs,
      cpu,
      children,
      untilTakenMs: firstStart(system.log(), jobId) - submittedAtMs,
      phases: phaseTimes({ jobId, log: system.log(), workMs, children, endedAtMs: last.atMs }),
      events: arrived.map(({ event }) => event),
    };
  };
  return { pid: system.pid, run, [Symbol.asyncDispose]: () => system[Symbol.asyncDispose]() };
}

async function untilGone(path: string): Promise<void> {
  await waitFor(
    () =>
      access(path).then(
        () => false,
        () => true,
      ),
    { what: `${path} to be cleaned up`, timeoutMs: 30_000 },
  );
}
