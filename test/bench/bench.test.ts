import { makeTempFolder } from "@reelbus/testing";
import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, it } from "node:test";
import { checkout, startCommand } from "../support/command-line.ts";
import type { Bench, BenchLimit } from "./bench.ts";
import { benches } from "./all-benches.ts";
import { printTable } from "./print-table.ts";
import { exitCodeOf, runBenches, type BenchResult } from "./run-benches.ts";

const runner = join(checkout, "test/bench/run.ts");

function sampleBench(limit: BenchLimit): Bench {
  const table = { title: "Sample", columns: ["what", "ms"], rows: [["one", 1.2345]], limits: [limit] };
  return { name: "sample", run: () => Promise.resolve([table]) };
}

// Some benchmarks take sharedRabbitMq, the broker that the whole test run shares.
describe("npm run bench", () => {
  it("runs the short form of every benchmark and writes what it found", async () => {
    await using folder = await makeTempFolder("bench");
    const { ended } = startCommand(process.execPath, [runner, "--short", "--output", folder.path]);
    const { exitCode, stdout, stderr } = await ended;
    assert.equal(exitCode, 0, `${stdout}\n${stderr}`);

    const [file = ""] = await readdir(folder.path);
    const written = JSON.parse(await readFile(join(folder.path, file), "utf8")) as {
      readonly size: string;
      readonly machine: { readonly cores: number; readonly versions: Readonly<Record<string, string>> };
      readonly benches: readonly BenchResult[];
    };
    assert.equal(written.size, "short");
    assert.ok(written.machine.cores > 0);
    for (const [program, version] of Object.entries(written.machine.versions)) assert.match(version, /^v?\d/u, program);
    assert.deepEqual(
      written.benches.map(({ name, error }) => [name, error]),
      benches.map(({ name }) => [name, null]),
    );
    for (const { name, tables } of written.benches) {
      assert.ok(tables.length > 0, name);
      for (const { title, columns, rows, limits } of tables) {
        assert.ok(stdout.includes(title), title);
        assert.ok(rows.length > 0, title);
        for (const row of rows) assert.equal(row.length, columns.length, title);
        for (const { what, measured, ratio } of limits) {
          assert.ok(Number.isFinite(measured) && Number.isFinite(ratio), what);
        }
      }
    }
  });

  it("is explained benchmark by benchmark in docs/performance.md", async () => {
    const text = await readFile(join(checkout, "docs/performance.md"), "utf8");
    for (const { name } of benches) assert.match(text, new RegExp(`^## ${name}$`, "mu"));
  });

  it("refuses a name that it doesn't know, with those that it knows", async () => {
    const { exitCode, stderr } = await startCommand(process.execPath, [runner, "no-such-bench"]).ended;
    assert.equal(exitCode, 2);
    assert.match(stderr, /^No benchmark is named no-such-bench/u);
    for (const { name } of benches) assert.ok(stderr.includes(name));
  });

  it("fails when a limit is missed, but not in the short form, and when a benchmark fails", async () => {
    const codes = async (bench: Bench, size: "full" | "short") =>
      exitCodeOf(await runBenches([bench], size, () => undefined), size);
    const missed = sampleBench({ what: "memory", measured: 151, unit: "MB", atMost: 150 });
    assert.equal(await codes(missed, "full"), 1);
    assert.equal(await codes(missed, "short"), 0);
    assert.equal(await codes(sampleBench({ what: "speed", measured: 0.49, unit: "", atLeast: 0.5 }), "full"), 1);
    assert.equal(await codes(sampleBench({ what: "speed", measured: 0.5, unit: "", atLeast: 0.5 }), "full"), 0);
    const broken: Bench = { name: "broken", run: () => Promise.reject(new Error("no ffmpeg")) };
    assert.equal(await codes(broken, "short"), 1);
  });

  it("prints every limit with what was measured", () => {
    const limits = [
      { what: "wall time", measured: 1.054321, unit: "", atMost: 1.1 },
      { what: "jobs", measured: 12, unit: "jobs/s", atLeast: 24 },
    ];
    const text = printTable({ title: "Sample", columns: ["what", "ms"], rows: [["one", 1234.5]], limits });
    assert.equal(
      text,
      [
        "Sample",
        "",
        "what    ms",
        "----  ----",
        "one   1235",
        "",
        "limit      measured   promised      ratio",
        "---------  ---------  ------------  -----  ------",
        "wall time  1.05       at most 1.10  0.958  held",
        "jobs       12 jobs/s  at least 24   0.500  MISSED",
        "",
      ].join("\n"),
    );
  });
});
