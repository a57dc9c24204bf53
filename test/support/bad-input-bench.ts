import { ERROR_NAMES, type JobDescriptionInput, type LifecycleEvent } from "@reelbus/contracts";
import { asSeenBy, childProcesses, makeTempFolder, onSmallDisks, waitFor, type SmallDisk } from "@reelbus/testing";
import assert from "node:assert/strict";
import { mkdir, readdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { assertPromises, submit, untilEnded } from "./job.ts";
import { startSystem, type System } from "./system.ts";

/** Programs that work on one job; servers live as long as the system. */
const WORKING_PROGRAM = /(?:^|\/)(?:ffmpeg|ffprobe|packager-\S+) /u;

type FinalError = Extract<LifecycleEvent, { EventType: "FinalError" }>;

/** How a job that fails must end. */
export interface Failure extends Pick<FinalError, "ErrorCode" | "Reason" | "FailedPhase" | "Retryable"> {
  /** Whole; an expression where it depends on chance which one of several files is named. */
  readonly Message: string | RegExp;
}

/** One running system that is given what it can't use. */
export interface BadInputBench extends AsyncDisposable {
  readonly system: System;
  /** The folder that jobs may use. */
  readonly folder: string;
  /** Makes a folder below `folder` with these files in it; resolves with its path. */
  lay(name: string, files: Readonly<Record<string, Uint8Array | string>>): Promise<string>;
  submit(job: JobDescriptionInput): Promise<string>;
  /** Waits for the end of a job and checks its history. */
  ended(jobId: string): Promise<LifecycleEvent[]>;
  /** Asserts that a message holds no path of the service's own and no stack. */
  readonly tellsNothingOfTheMachine: (message: string) => void;
  /** Waits for the end of a job that must fail so, with a message that tells nothing of the machine. */
  fails(jobId: string, failure: Failure): Promise<void>;
  /** Waits for the end of a job that must succeed. */
  succeeds(jobId: string): Promise<void>;
  /** When all jobs have ended: no program works, and neither the workspace nor the temporary folder holds anything. */
  leavesNothing(): Promise<void>;
}

export interface BenchOptions {
  /** More arguments for `reelbus up`. */
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** How long a job may take; a bound, not an expectation. */
  readonly timeoutMs?: number;
  /** Puts the workspace on a disk of its own of so many KiB. */
  readonly workspaceKiB?: number;
  /** Folders of jobs that are made, and put on disks of their own. */
  readonly disks?: Readonly<Record<string, { readonly sizeKiB: number; readonly readOnly?: boolean }>>;
}

/** Starts a system. */
export async function openBadInputBench(label: string, options: BenchOptions = {}): Promise<BadInputBench> {
  await using stack = new AsyncDisposableStack();
  const { path: root } = stack.use(await makeTempFolder(label));
  const [folder, dataDir, temporary] = [join(root, "customer"), join(root, "data"), join(root, "tmp")];
  for (const path of [folder, dataDir, temporary]) await mkdir(path);
  const workspace = join(dataDir, "workspace");
  const { args = [], workspaceKiB, timeoutMs } = options;
  const disks: SmallDisk[] = Object.entries(options.disks ?? {}).map(([name, disk]) => ({
    ...disk,
    folder: join(folder, name),
  }));
  if (workspaceKiB !== undefined) disks.push({ folder: workspace, sizeKiB: workspaceKiB });
  for (const disk of disks) await mkdir(disk.folder);
  const via = disks.length === 0 ? {} : { via: onSmallDisks(disks) };
  const env = { TMPDIR: temporary, ...options.env };
  const system = stack.use(await startSystem({ dataDir, allow: [folder], args, env, ...via }));
  const ended = async (jobId: string) => {
    const events = await untilEnded(system.url, jobId, timeoutMs);
    assertPromises(events);
    return events;
  };
  const tellsNothingOfTheMachine = (message: string) => {
    for (const inside of [dataDir, temporary, ".reelbus-", "node:", "    at "])
      assert.ok(!message.includes(inside), `"${message}" tells ${inside}`);
  };
  const owned = stack.move();
  return {
    system,
    folder,
    ended,
    tellsNothingOfTheMachine,
    lay: async (name, files) => {
      await mkdir(join(folder, name), { recursive: true });
      for (const [file, content] of Object.entries(files)) {
        await mkdir(dirname(join(folder, name, file)), { recursive: true });
        await writeFile(join(folder, name, file), content);
      }
      return join(folder, name);
    },
    submit: (job) => submit(system.url, job),
    fails: async (jobId, failure) => {
      const last = (await ended(jobId)).at(-1);
      assert.ok(last?.EventType === "FinalError", `${jobId} ended with ${last?.EventType ?? "nothing"}`);
      assertFailure(last, failure);
      tellsNothingOfTheMachine(last.Message);
    },
    succeeds: async (jobId) => {
      const last = (await ended(jobId)).at(-1);
      assert.equal(last?.EventType, "JobSuccess", JSON.stringify(last));
    },
    leavesNothing: async () => {
      await waitFor(async () => (await readdir(asSeenBy(system.pid, workspace))).length === 0, {
        what: "the workspace to be empty",
        timeoutMs: 30_000,
      });
      assert.deepEqual(
        childProcesses(system.pid).filter(({ command }) => WORKING_PROGRAM.test(command)),
        [],
      );
      assert.deepEqual(await readdir(temporary), []);
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

function assertFailure({ ErrorName, ...found }: FinalError, { Message: message, ...expected }: Failure): void {
  const { ErrorCode, Reason, FailedPhase, Retryable, Message } = found;
  assert.deepEqual({ ErrorCode, Reason, FailedPhase, Retryable }, expected, Message);
  assert.equal(ErrorName, ERROR_NAMES[ErrorCode]);
  if (typeof message === "string") assert.equal(Message, message);
  else assert.match(Message, message);
}
