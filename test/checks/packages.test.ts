import { eventExamples } from "@reelbus/contracts/testing";
import { makeTempFolder, withLeakCheck } from "@reelbus/testing";
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdir, readdir, readFile, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { it } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const root = fileURLToPath(new URL("../..", import.meta.url));
const modules = join(root, "node_modules");
const { JobCreated, AcquisitionProgress, ContentAcquired, JobSuccess } = eventExamples;

/** A folder outside the repository, and how to run programs in it. */
interface Place {
  readonly path: string;
  run(command: string, ...args: string[]): Promise<string>;
}

/** What TypeScript must know of the package of the consumer. */
const types = `
import { EventInbox, isTerminal, parseEvent, type EventStore, type LifecycleEvent } from "@reelbus/consumer";
const received = parseEvent("");
if (received.kind === "lifecycle" && received.event.EventType === "ContentPublished") {
  const files: number = received.event.TotalFiles;
  // @ts-expect-error: another event has it
  received.event.Output;
  isTerminal(received.event.EventType) || files;
}
if (received.kind === "test") received.event.Message.trim();
const store: EventStore = { lastSequence: () => 0, store: ({ event }) => void event.EventId };
export const taken: Promise<"stored" | "duplicate" | "skipped"> = new EventInbox(store, { holdMs: 1 }).take("");
export const links = (event: LifecycleEvent): string | undefined => (event.EventType === "JobSuccess" ? event.Output.hls : undefined);
`;

/** All that the programs use of Node, whose whole types take longer to check than the packages. */
const node = `
declare module "node:fs/promises" {
  export function readFile(path: string, encoding: "utf8"): Promise<string>;
}
`;

/** Hands over an event, and when that is stored, the next two in the wrong order, one of them twice. */
const deliver = `
import { take } from "./consumer.ts";
const [first, second, third] = process.argv.slice(2);
await take(first);
console.log((await Promise.all([third, second, second].map(take))).join(" "));
`;

it(
  "consumer and publishers are packages that work without the repository, as their READMEs say",
  withLeakCheck(async () => {
    await using folder = await makeTempFolder("packages");
    const place = placeAt(folder.path);
    await install(place, ["consumer", "publishers"]);
    await Promise.all([consumes(place), publishes(place), runsExample(place)]);
    await assertTypes(place, "consumer.ts", "publishers.ts");
  }),
);

async function consumes(place: Place): Promise<void> {
  await writeFile(join(place.path, "consumer.ts"), await documented(place, "consumer"));
  await writeFile(join(place.path, "deliver.js"), deliver);
  const events = [JobCreated, AcquisitionProgress, ContentAcquired];
  const output = await place.run(process.execPath, "deliver.js", ...events.map((event) => JSON.stringify(event)));
  const stored = events.map(
    (event) => `lifecycle ${event.EventId} ${event.JobId} ${event.Sequence} ${event.EventType}`,
  );
  assert.deepEqual(output.trimEnd().split("\n"), [...stored, "stored stored stored"]);
}

async function publishes(place: Place): Promise<void> {
  const code = (await documented(place, "publishers")).replace("/srv/events", join(place.path, "events"));
  await writeFile(join(place.path, "publishers.ts"), code);
  await writeFile(join(place.path, "event.json"), JSON.stringify(JobSuccess));
  await place.run(process.execPath, "publishers.ts");
  const file = join(place.path, "events", JobSuccess.JobId, "000011-JobSuccess.json");
  assert.deepEqual(JSON.parse(await readFile(file, "utf8")), JobSuccess);
}

/** Copied, an example finds what it imports: it comes as far as its settings, and says what is wrong with them. */
async function runsExample(place: Place): Promise<void> {
  await place.run("cp", "-r", "node_modules/@reelbus/consumer/examples", ".");
  await link(place, "standardwebhooks");
  for (const [secret, problem] of [
    ["", "missing"],
    ["whsec_typo=", "wrong"],
  ] as const)
    await assert.rejects(place.run("env", `WEBHOOK_SECRET=${secret}`, process.execPath, "examples/webhook.ts"), {
      code: 2,
      stderr: `WEBHOOK_SECRET is ${problem}; expected: the publisher's Secret, whsec_ and base64\n`,
    });
}

function placeAt(path: string): Place {
  const env = { ...process.env, NODE_DISABLE_COMPILE_CACHE: "1" }; // npm would leave one behind
  const run = async (command: string, ...args: string[]) => {
    const { stdout, stderr } = await promisify(execFile)(command, args, { cwd: path, env });
    assert.equal(stderr, "");
    return stdout;
  };
  return { path, run };
}

/**
 * Packs libraries with npm, and unpacks them as npm does. Beside them are the packages that their manifests name and
 * no others, from this repository, since tests go without the network.
 */
async function install(place: Place, libraries: readonly string[]): Promise<void> {
  const build = (name: string) => place.run(process.execPath, join(root, "scripts/build-package.ts"), name, name);
  await Promise.all(libraries.map(build));
  const folders = libraries.map((name) => `./${name}`);
  await place.run("npm", "pack", ...folders, "--silent", "--offline", "--cache", join(place.path, "cache"));
  const tarballs = (await readdir(place.path)).filter((name) => name.endsWith(".tgz"));
  assert.equal(tarballs.length, libraries.length);
  await writeFile(join(place.path, "package.json"), '{ "private": true, "type": "module" }');
  for (const name of libraries) {
    const installed = join(place.path, "node_modules/@reelbus", name);
    const tarball = tarballs.find((file) => file.startsWith(`reelbus-${name}-`));
    await mkdir(installed, { recursive: true });
    await place.run("tar", "-xzf", tarball ?? "", "--strip-components=1", "-C", installed);
    const { dependencies } = JSON.parse(await readFile(join(installed, "package.json"), "utf8")) as {
      dependencies: Record<string, string>;
    };
    for (const dependency of Object.keys(dependencies)) await link(place, dependency);
  }
}

async function link(place: Place, dependency: string): Promise<void> {
  const path = join(place.path, "node_modules", dependency);
  await mkdir(dirname(path), { recursive: true });
  await symlink(join(modules, dependency), path).catch((error: unknown) => {
    if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error; // the other one needs it too
  });
}

/** The program in the README of an installed package. */
async function documented(place: Place, name: string): Promise<string> {
  const readme = await readFile(join(place.path, "node_modules/@reelbus", name, "README.md"), "utf8");
  const code = readme.split("```ts\n")[1]?.split("```")[0] ?? "";
  assert.ok(code.includes(`@reelbus/${name}`));
  return code;
}

async function assertTypes(place: Place, ...programs: string[]): Promise<void> {
  await writeFile(join(place.path, "types.ts"), types);
  await writeFile(join(place.path, "node.d.ts"), node);
  const options = ["--noEmit", "--strict", "--module", "nodenext", "--target", "es2022", "--lib", "es2024,dom"];
  const files = ["types.ts", "node.d.ts", ...programs];
  await place.run(process.execPath, join(modules, "typescript/bin/tsc"), ...options, ...files);
}
