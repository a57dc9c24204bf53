// Exits 0 when node_modules holds all that package-lock.json says, judged by the record that npm leaves of its last
// installation; else 1, with `--explain` also saying what differs. Runs on any Node from 20, before anything is installed.
import { readFileSync } from "node:fs";

const differences = compare(packagesOf("package-lock.json"), packagesOf("node_modules/.package-lock.json"));
if (differences.length > 0) {
  if (process.argv.includes("--explain")) console.error(differences.slice(0, 10).join("\n"));
  process.exitCode = 1;
}

function packagesOf(lockFile) {
  try {
    return JSON.parse(readFileSync(lockFile, "utf8")).packages;
  } catch (error) {
    if (error.code === "ENOENT") return {};
    throw error;
  }
}

function compare(locked, installed) {
  const found = [];
  for (const [path, wanted] of Object.entries(locked)) {
    if (!path.includes("node_modules/")) continue;
    const present = installed[path];
    if (present === undefined) {
      if (isMeantForThisMachine(wanted)) found.push(`${path} is not installed`);
    } else if (present.version !== wanted.version || present.integrity !== wanted.integrity) {
      found.push(`${path} is ${present.version}, not ${wanted.version}`);
    }
  }
  return found;
}

/** An optional package may be missing, unless it is the one made for this system and processor. */
function isMeantForThisMachine(entry) {
  if (!entry.optional) return true;
  if (entry.os === undefined || entry.libc !== undefined) return false;
  return entry.os.includes(process.platform) && (entry.cpu === undefined || entry.cpu.includes(process.arch));
}
