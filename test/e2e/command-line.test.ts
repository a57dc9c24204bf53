import { jobDetailsSchema, lifecycleEventSchema, PHASES, slugOf } from "@reelbus/contracts";
import { makeTempFolder, waitFor } from "@reelbus/testing";
import assert from "node:assert/strict";
import { access, mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { after, before, describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { checkout, runReelbus, startCommand, startReelbus } from "../support/command-line.ts";
import { historyOf, smallJob, WHOLE_HISTORY } from "../support/job.ts";
import { makeSource } from "../support/source-folder.ts";
import { startSystem, type System } from "../support/system.ts";

describe("the command line", () => {
  let folder: Awaited<ReturnType<typeof makeTempFolder>>;
  let system: System;
  let job: string;

  before(async () => {
    folder = await makeTempFolder("command-line");
    const source = await makeSource(join(folder.path, "source"));
    system = await startSystem({ dataDir: join(folder.path, "data"), allow: [folder.path] });
    job = join(folder.path, "job.json");
    await writeFile(job, JSON.stringify(smallJob({ source, published: join(folder.path, "published") })));
  });

  after(async () => {
    await system.stop();
    await folder.remove();
  });

  const withUrl = (...args: string[]) => runReelbus([...args, "--url", system.url]);

  it("submits, waits, and exits 0 on JobSuccess", async () => {
    const { exitCode, stdout } = await withUrl("submit", job, "--wait", "--json");
    const events = stdout
      .trimEnd()
      .split("\n")
      .map((line) => lifecycleEventSchema.parse(JSON.parse(line)));
    assert.deepEqual(historyOf(events), WHOLE_HISTORY);
    assert.equal(exitCode, 0);

    const jobId = events[0]?.JobId ?? "";
    assert.equal(
      jobDetailsSchema.parse(JSON.parse((await withUrl("job", jobId, "--json")).stdout)).Status,
      "Completed",
    );
    assert.match((await withUrl("job", jobId)).stdout, /Completed.*^ +DASH +file:\S+$/msu);
    assert.match(
      (await withUrl("jobs", "--status", "completed")).stdout,
      new RegExp(`^job +submitted .*\n${jobId}  \\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d  Completed `, "u"),
    );
    assert.equal((await withUrl("events", jobId, "--json")).stdout.trimEnd().split("\n").length, events.length);
    assert.match((await withUrl("events", jobId, "--follow")).stdout, /JobSuccess/u);

    const cancelled = await withUrl("cancel", jobId);
    assert.equal(cancelled.exitCode, 1);
    assert.match(cancelled.stderr, /already|ended/u);
  });

  it("waits with the JobId at first and the links at last", async () => {
    const { stdout } = await withUrl("submit", job, "--wait");
    assert.match(stdout, /^(\S{36})\n\S+ +JobCreated +\1\n.* JobSuccess .*\nDASH +file:\S+\nHLS +file:\S+\n$/su);
  });

  it("links to pictures wherever the job description wants them, at the end of submit and of job", async () => {
    const UriPath = join(folder.path, "the pictures");
    const given = JSON.parse(await readFile(job, "utf8")) as object;
    const withPictures = join(folder.path, "with-pictures.json");
    const ImageExtraction = { Intervals: [50], Location: { Provider: "Local", UriPath } };
    await writeFile(withPictures, JSON.stringify({ ...given, ImageExtraction }));
    const submitted = await withUrl("submit", withPictures, "--wait");
    const shown = await withUrl("job", submitted.stdout.slice(0, 36));
    for (const { stdout } of [submitted, shown]) {
      const link = /^ *image +(file:\S+)$/mu.exec(stdout)?.[1];
      assert.ok(link, stdout);
      assert.equal(dirname(dirname(fileURLToPath(link))), UriPath);
      await access(fileURLToPath(link));
    }
  });

  it("shows the metrics of every service in one place", async () => {
    await withUrl("submit", job, "--wait");
    const series = [
      ...PHASES.map((phase) => `reelbus_phase_outcomes_total\\{.*phase="${slugOf(phase)}".*\\}`),
      'reelbus_jobs_ended_total\\{.*status="Completed".*\\}',
      "reelbus_api_requests_total\\{.*\\}",
      "# TYPE reelbus_delivered_events_total counter",
    ];
    const missing = async () => {
      const metrics = await (await fetch(new URL("metrics", system.url))).text();
      return series.filter((one) => !new RegExp(`^${one}`, "mu").test(metrics));
    };
    // A worker counts a job once its work is acknowledged, which may come after the job's last event.
    await waitFor(async () => (await missing()).length === 0, { what: "the metrics of every service" });
  });

  it("says that a job was posted before under its IdempotencyKey", async () => {
    const description = JSON.stringify(
      smallJob({ source: folder.path, published: "/nowhere" }, { IdempotencyKey: "the same" }),
    );
    const first = await runReelbus(["submit", "-", "--url", system.url], description);
    const second = await runReelbus(["submit", "-", "--url", system.url], description);
    assert.equal(second.stdout, first.stdout);
    assert.equal(first.stderr, "");
    assert.match(second.stderr, /no new job: .* posted before under this IdempotencyKey/u);
  });

  it("does not mind a reader that stops reading", async () => {
    const reelbus = join(checkout, "node_modules/.bin/reelbus");
    const script = `set -o pipefail; ${reelbus} jobs --json --url ${system.url} | true`;
    assert.deepEqual(await startCommand("bash", ["-c", script]).ended, {
      exitCode: 0,
      signal: null,
      stdout: "",
      stderr: "",
    });
  });

  it("names the port that is taken, and starts nothing", async () => {
    const { port } = new URL(system.url);
    const data = join(folder.path, "second");
    const { exitCode, stderr } = await runReelbus(["up", "--port", port, "--data", data]);
    assert.equal(exitCode, 1);
    assert.equal(stderr, `reelbus: the address 127.0.0.1:${port} is taken; choose another with --port\n`);
    await assert.rejects(access(data));
  });

  it("prints nothing before the URL, and warns when others reach it", async () => {
    for (const [host, warning] of [
      ["127.0.0.1", /^$/u],
      ["0.0.0.0", /^\{[^\n]*there is no authentication yet[^\n]*\}\n$/u],
    ] as const) {
      const up = startReelbus(["up", "--host", host, "--port", "0", "--data", join(folder.path, "started")]);
      await waitFor(() => up.output().stdout !== "", { what: "the URL", timeoutMs: 60_000 });
      assert.match(up.output().stdout, /^http:\/\/\S+\n$/u);
      assert.match(up.output().stderr, warning);
      up.child.kill("SIGTERM");
      assert.equal((await up.ended).exitCode, 0);
    }
  });

  it("names the database that can't be used", async () => {
    const up = startReelbus(["up", "--port", "0", "--data", join(folder.path, "third")], {
      DATABASE_URL: "postgres://u:pw@127.0.0.1:1/x",
    });
    const { exitCode, stderr } = await up.ended;
    assert.equal(exitCode, 1);
    assert.match(stderr, /can't use the database at 127\.0\.0\.1:1: .*ECONNREFUSED/u);
    assert.ok(!stderr.includes("pw@"));
  });

  it("exits 1 on FinalError and tells its code", async () => {
    const empty = join(folder.path, "empty");
    await mkdir(empty);
    const description = JSON.stringify(smallJob({ source: empty, published: join(folder.path, "nothing") }));
    const { exitCode, stdout } = await runReelbus(["submit", "-", "--wait", "--url", system.url], description);
    assert.equal(exitCode, 1);
    assert.match(stdout, /FinalError\s+1000 AcquisitionError \(no-files\)/u);
  });

  it("exits 2 on a refused description and names every problem", async () => {
    const description = JSON.stringify({ ContentProcessing: { OutputFormat: ["Cmaf"], VideoFormat: "H265" }, Typo: 1 });
    for (const command of [
      ["submit", "-", "--url", system.url],
      ["validate", "-"],
    ]) {
      const { exitCode, stdout, stderr } = await runReelbus(command, description);
      assert.equal(exitCode, 2);
      for (const path of ["ContentAcquisition", "ContentPublishing", "ContentProcessing.VideoFormat", "Typo"])
        assert.match(stdout + stderr, new RegExp(`^\\s*${path}: `, "mu"));
    }
  });

  it("says that a valid description is valid", async () => {
    const { exitCode, stdout } = await runReelbus(["validate", job]);
    assert.equal(exitCode, 0);
    assert.equal(stdout, "valid\n");
  });

  it("helps, with examples, in every command", async () => {
    const simple = ["up", "submit", "job", "jobs", "events", "cancel", "validate", "service", "demo"];
    const ofDeliveries = ["deliveries", "redrive", "replay", "publisher", "publisher test"];
    for (const command of [...simple, ...ofDeliveries]) {
      const { exitCode, stdout } = await runReelbus([...command.split(" "), "--help"]);
      assert.equal(exitCode, 0);
      assert.match(stdout, /Examples?:\n {2}\$ .*\breelbus /u);
    }
  });

  it("names a wrong command line and exits 2", async () => {
    assert.equal((await runReelbus(["up", "--scale", "encodng=2"])).exitCode, 2);
    assert.equal((await runReelbus(["up", "--port", ""])).exitCode, 2);
    assert.equal((await runReelbus(["nonsense"])).exitCode, 2);
    assert.equal((await runReelbus(["redrive"])).exitCode, 2);
    assert.equal((await runReelbus(["redrive", "--all", "0.0"])).exitCode, 2);
    assert.equal((await runReelbus(["service", "nonsense"])).exitCode, 2);
    assert.equal((await runReelbus(["demo", "/nowhere/film.mp4"])).exitCode, 2);
  });

  it("points to the help of the command that is wrong", async () => {
    for (const [args, says] of [
      [["nonsense"], /^error: unknown command 'nonsense'\n\(reelbus --help shows its commands\)\n$/u],
      [["replay"], /^error: missing .*\n\(reelbus replay --help shows its options\)\n$/u],
      [["publisher"], /^error: .*reelbus publisher test <file>\n\nUsage: /u],
      [["publisher", "tset"], /^error: unknown command 'tset'.*\(reelbus publisher --help shows its commands\)\n$/su],
      [["publisher", "test", "--typo"], /^error: .*\n\(reelbus publisher test --help shows its options\)\n$/u],
    ] as const) {
      const { exitCode, stdout, stderr } = await runReelbus(args);
      assert.deepEqual([exitCode, stdout], [2, ""]);
      assert.match(stderr, says);
    }
    assert.match((await runReelbus(["publisher", "--help"])).stdout, /^Usage: /u);
  });

  it("names a file that can't be read or is wrong and exits 2", async () => {
    for (const file of ["/nowhere/publisher.json", folder.path]) {
      const { exitCode, stderr } = await withUrl("publisher", "test", file);
      assert.equal(exitCode, 2);
      assert.equal(stderr, `reelbus: can't read ${file}; give the path of a publisher, or - for standard input\n`);
    }
    const { exitCode, stderr } = await withUrl("publisher", "test", job);
    assert.equal(exitCode, 2);
    assert.match(
      stderr,
      /^reelbus: \S+job\.json: The publisher has problems\.\n {2}\(the whole file\): this is a job/u,
    );
  });

  it("names an option that is no URL and exits 2", async () => {
    for (const url of ["nonsense", "localhost:8080", ""]) {
      const { exitCode, stderr } = await runReelbus(["jobs", "--url", url]);
      assert.equal(exitCode, 2);
      assert.match(stderr, /'--url <url>' argument '.*' is invalid\. Expected a URL/u);
    }
  });

  it("tells the version of its package", async () => {
    const { version } = JSON.parse(await readFile(join(checkout, "apps/cli/package.json"), "utf8")) as {
      version: string;
    };
    assert.equal((await runReelbus(["--version"])).stdout, `${version}\n`);
  });

  it("says when nothing answers, and nothing else", async () => {
    for (const command of [["jobs"], ["redrive", "--all"]]) {
      const { exitCode, stdout, stderr } = await runReelbus([...command, "--url", "http://127.0.0.1:1"]);
      assert.deepEqual([exitCode, stdout], [3, ""]);
      assert.match(stderr, /no answer from http:\/\/127\.0\.0\.1:1/u);
    }
  });
});
