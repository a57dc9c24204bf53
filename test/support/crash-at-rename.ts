/**
 * Loaded into a service by `--import`, it ends the process by SIGKILL when that is about to rename a file for the n-th
 * time: the file is written, and does not have its name yet. No watching from outside hits that moment for certain.
 */
import promises from "node:fs/promises";
import { syncBuiltinESMExports } from "node:module";

const { rename } = promises;
let left = Number(process.env["CRASH_AT_RENAME"]);

promises.rename = (from, to) => {
  left -= 1;
  if (left === 0) process.kill(process.pid, "SIGKILL");
  return rename(from, to);
};
syncBuiltinESMExports();
