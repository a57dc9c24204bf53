import { execFile } from "node:child_process";
import { promisify } from "node:util";

/** Mounts that only the started program and its children see, and that end with them. */
const UNSHARE = ["unshare", process.geteuid?.() === 0 ? "--mount" : "--map-root-user", "--mount"] as const;

/** A file system of its own on a folder. */
export interface SmallDisk {
  /** Absolute; exists. */
  readonly folder: string;
  readonly sizeKiB: number;
  /** @default false */
  readonly readOnly?: boolean;
  /** Who may do what there, as for `chmod`. @default "755" */
  readonly mode?: string;
}

/**
 * The program and first arguments that make a program run with these disks, under the same process id. The user needs no
 * rights: where root is not at hand, a user namespace gives them.
 */
export function onSmallDisks(disks: readonly SmallDisk[]): readonly [program: string, ...args: string[]] {
  const mounts = disks.map(({ sizeKiB, readOnly = false, mode = "755" }, index) => {
    return `mount -t tmpfs -o size=${sizeKiB}k,mode=${mode},${readOnly ? "ro" : "rw"} tmpfs "$${index + 1}"`;
  });
  const script = [...mounts, `shift ${disks.length}`, 'exec "$@"'].join(" && ");
  return [...UNSHARE, "sh", "-c", script, "sh", ...disks.map(({ folder }) => folder)];
}

/** How a folder looks to a process that has such disks. */
export function asSeenBy(pid: number, folder: string): string {
  return `/proc/${pid}/root${folder}`;
}

/** Why there can be no small disks here; false when there can. For the `skip` of a test. */
export async function whyNoSmallDisks(folder: string): Promise<string | false> {
  const [program, ...args] = onSmallDisks([{ folder, sizeKiB: 64 }]);
  try {
    await promisify(execFile)(program, [...args, "true"]);
    return false;
  } catch (error) {
    return `this system gives its users no mounts of their own: ${error instanceof Error ? error.message : ""}`;
  }
}
