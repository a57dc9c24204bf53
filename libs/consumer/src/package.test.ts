import { eventExamples } from "@reelbus/contracts/testing";
import { makeTempFolder, withLeakCheck } from "@reelbus/testing";
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { it } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const run = promisify(execFile);
const library = fileURLToPath(new URL("..", import.meta.url));
const modules = join(library, "../../node_modules");

const javaScript = `
import { parseEvent } from "@reelbus/consumer";
const { kind, event } = parseEvent(process.argv[2]);
console.log(kind, event.EventType, event.Sequence);
`;

const typeScript = `
import { EventInbox, isTerminal, parseEvent, type EventStore, type LifecycleEvent } from "@reelbus/consumer";
const received = parseEvent("");
if (received.kind === "lifecycle" && received.event.EventType === "ContentPublished") {
  const files: number = received.event.TotalFiles;
  // @ts-expect-error: another event has it
  received.event.Output;
  isTerminal(received.event.EventType) || files;
}
const store: EventStore = { lastSequence: () => 0, store: ({ event }) => void event.EventId };
export const taken: Promise<"stored" | "duplicate" | "skipped"> = new EventInbox(store, { holdMs: 1 }).take("");
export const links = (event: LifecycleEvent): string | undefined => (event.EventType === "JobSuccess" ? event.Output.hls : undefined);
`;

it(
  "is a package that npm installs, for JavaScript and for TypeScript, without the repository",
  withLeakCheck(async () => {
    await using folder = await makeTempFolder("package");
    const env = { ...process.env, NODE_DISABLE_COMPILE_CACHE: "1" }; // npm would leave one behind
    const inFolder = (command: string, ...args: string[]) => run(command, args, { cwd: folder.path, env });
    await inFolder(process.execPath, join(library, "scripts/build.ts"), join(folder.path, "built"));
    const npmArgs = ["--offline", "--no-audit", "--no-fund", "--cache", join(folder.path, "cache")];
    const packed = JSON.parse((await inFolder("npm", "pack", "./built", "--json", ...npmArgs)).stdout) as {
      filename: string;
    }[];
    const [{ filename } = { filename: "" }] = packed;
    await writeFile(join(folder.path, "package.json"), '{ "private": true, "type": "module" }');
    // Its dependencies come from this repository, since tests go without the network.
    const dependencies = ["zod", "re2js"].map((name) => join(modules, name));
    await inFolder("npm", "install", `./${filename}`, ...dependencies, ...npmArgs);

    const installed = join(folder.path, "node_modules/@reelbus/consumer");
    const documented = (await readFile(join(installed, "README.md"), "utf8")).split(/```(?:ts)?\n/u)[2];
    assert.ok(documented?.includes("EventInbox"));
    const event = eventExamples.JobSuccess;
    await writeFile(join(folder.path, "program.js"), javaScript);
    const { stdout, stderr } = await inFolder(process.execPath, "program.js", JSON.stringify(event));
    assert.deepEqual([stdout, stderr], [`lifecycle JobSuccess ${event.Sequence}\n`, ""]);

    await writeFile(join(folder.path, "program.ts"), typeScript);
    await writeFile(join(folder.path, "documented.ts"), `declare const body: Uint8Array;\n${documented}`);
    const options = ["--noEmit", "--strict", "--module", "nodenext", "--target", "es2022"];
    await inFolder(process.execPath, join(modules, "typescript/bin/tsc"), ...options, "program.ts", "documented.ts");
  }),
);
