import { parseJobDescription } from "@reelbus/contracts";
import { makeTempFolder, startNats, waitFor } from "@reelbus/testing";
import assert from "node:assert/strict";
import { access, mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, it } from "node:test";
import { checkout, startCommand, type Outcome } from "../support/command-line.ts";
import { makeSource } from "../support/source-folder.ts";
import { startSystem } from "../support/system.ts";

const readme = await readFile(join(checkout, "README.md"), "utf8");
const serviceExample = /<!-- example: one service -->\s+```sh\n(.*?)```/su.exec(readme)?.[1] ?? "";
const commands = [...readme.replace(serviceExample, "").matchAll(/```sh\n(.*?)```/gsu)].flatMap(([, block = ""]) =>
  block.trim().split("\n"),
);

/** Commands that are run as they stand by something other than this file. */
const RUN_ELSEWHERE: Readonly<Record<string, string>> = {
  "npm run demo": "test/e2e/demo.test.ts runs what it runs after the set-up",
  "npm test": "it is what runs this",
  "npm run setup": "npm test runs the same set-up first, for more programs",
  "npx reelbus up --port 8080 --data /tmp/reelbus/data --allow /tmp/reelbus/films --allow /tmp/reelbus/published":
    "started below, on a free port",
  "npx sirv-cli /tmp/reelbus/published --dev --cors --host 127.0.0.1 --port 8081":
    "test/e2e/players/watch-page.test.ts runs it and plays a film",
};

const START_TIMEOUT_MS = 30_000;

describe("the README", () => {
  it("has a job description that is valid", () => {
    const example = /<!-- example: job\.json -->\s+```json\n(.*?)```/su.exec(readme)?.[1];
    assert.ok(example);
    assert.deepEqual(problemsOf(JSON.parse(example)), []);
  });

  it("has publishers that are valid", () => {
    const publisher = /```json\n(\{\n {2}"Type".*?)```/su.exec(readme)?.[1];
    const job = /<!-- example: job\.json -->\s+```json\n(.*?)```/su.exec(readme)?.[1];
    assert.ok(publisher && job);
    assert.deepEqual(problemsOf({ ...(JSON.parse(job) as object), MessagePublishers: [JSON.parse(publisher)] }), []);
  });

  it("has the same commands for the pull channel as docs/http-api.md", async () => {
    const api = await readFile(join(checkout, "docs/http-api.md"), "utf8");
    const [, block = ""] = /```sh\n(.*?)```/su.exec(api) ?? [];
    assert.notEqual(block, "");
    for (const line of block.trim().split("\n")) assert.ok(commands.includes(line), line);
  });

  it("links to files that exist", async () => {
    for (const [, target = ""] of readme.matchAll(/\]\(([^)#:]+)\)/gu)) await access(join(checkout, target));
  });

  it("has commands that work as they stand", async () => {
    await using folder = await makeTempFolder("readme");
    await writeExamples(folder.path);
    const allow = [join(folder.path, "films"), join(folder.path, "published")];
    await using system = await startSystem({ dataDir: join(folder.path, "data"), allow });
    let jobId = "";
    let cursor = "";
    for (const line of commands) {
      if (line in RUN_ELSEWHERE) continue;
      const outcome = await runLine(line.replace("CURSOR", cursor), { cwd: folder.path, url: system.url, jobId });
      if (line.startsWith("npx reelbus submit")) jobId = /^(\S+)\n/u.exec(outcome.stdout)?.[1] ?? "";
      if (line.includes("/events?")) cursor = /"Cursor":"(\S+?)"/u.exec(outcome.stdout)?.[1] ?? "";
      if (line.endsWith("/events/confirm")) assert.match(outcome.stdout, /^\{"Confirmed":[1-9]\d*\}$/u);
      assert.equal(outcome.exitCode, 0, `${line}\n${outcome.stdout}${outcome.stderr}`);
    }
    assert.notEqual(jobId, "");
    const [, cancel = "", answer = ""] = /`(npx reelbus cancel JOB_ID)`[^`]*`([^`]+)`/u.exec(readme) ?? [];
    const cancelled = await runLine(cancel, { cwd: folder.path, url: system.url, jobId });
    assert.equal(cancelled.stderr, `reelbus: ${answer}\n`);
    const [, redrive = ""] = /`(npx reelbus redrive JOB_ID\.0)`/u.exec(readme) ?? [];
    const redriven = await runLine(redrive, { cwd: folder.path, url: system.url, jobId });
    assert.match(redriven.stderr, /^reelbus: The delivery is not parked/u);
  });
});

describe("the README's service by itself", () => {
  it("starts as it stands, with a NATS and folders that exist", async () => {
    await using folder = await makeTempFolder("readme-service");
    await using nats = await startNats();
    const script = serviceExample
      .replace("nats://127.0.0.1:4222", nats.url)
      .replaceAll("/srv/", `${folder.path}/`)
      .replace("npx reelbus", `exec ${join(checkout, "node_modules/.bin/reelbus")}`);
    const service = startCommand("sh", ["-e", "-c", script]);
    const state = { ended: false };
    void service.ended.then(() => (state.ended = true));
    try {
      await waitFor(() => state.ended || service.output().stderr.includes('"started"'), {
        what: "the service to start",
        timeoutMs: START_TIMEOUT_MS,
      });
    } finally {
      service.child.kill("SIGTERM");
    }
    const { exitCode, stderr } = await service.ended;
    assert.equal(exitCode, 0, stderr);
  });
});

function problemsOf(job: unknown): unknown {
  const parsed = parseJobDescription(job);
  return parsed.ok ? [] : parsed.problems;
}

/** The README's own job and publisher, their folders moved below one that the test may write. */
async function writeExamples(folder: string): Promise<void> {
  await makeSource(join(folder, "films/film-42"));
  await mkdir(join(folder, "published"));
  for (const name of ["job.json", "publisher.json"]) {
    const [, example = ""] =
      new RegExp(`<!-- example: ${name} -->\\s+\`\`\`json\\n(.*?)\`\`\``, "su").exec(readme) ?? [];
    await writeFile(join(folder, name), example.replaceAll("/tmp/reelbus/", `${folder}/`));
  }
}

function runLine(line: string, context: { cwd: string; url: string; jobId: string }): Promise<Outcome> {
  const { origin } = new URL(context.url);
  const local = line
    .replace("npx reelbus", join(checkout, "node_modules/.bin/reelbus"))
    .replace("docs/", join(checkout, "docs/"))
    .replaceAll("JOB_ID", context.jobId)
    .replaceAll("/tmp/reelbus/", `${context.cwd}/`)
    .replaceAll("http://127.0.0.1:8080", origin);
  const needsUrl = /^npx reelbus (?:submit|jobs?|events|cancel|deliveries|redrive|replay|publisher)\b/u.test(line);
  const command = line.startsWith("curl") ? local.replace("curl", "curl --fail --silent --show-error") : local;
  return startCommand("sh", ["-c", needsUrl ? `${command} --url ${origin}` : command], { cwd: context.cwd }).ended;
}
