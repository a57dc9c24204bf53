import { serviceConfig } from "@reelbus/kit";
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { describe, it } from "node:test";
import { fileURLToPath } from "node:url";

const START_TIMEOUT_MS = 60_000;
const main = fileURLToPath(new URL("../main.ts", import.meta.url));

/** A row of the README's table of settings. */
interface Row {
  readonly readBy: readonly string[];
  readonly default: string;
  readonly what: string;
}

const readme = await readFile(new URL("../../../../README.md", import.meta.url), "utf8");
const table: ReadonlyMap<string, Row> = new Map(
  [...readme.matchAll(/^\| `([A-Z_]+)` +\| (.*?) +\| (.*?) *\| (.*?) +\|$/gmu)].map(
    ([, name = "", readBy = "", fallback = "", what = ""]) => [
      name,
      { readBy: readBy.split(", "), default: fallback.replaceAll("`", ""), what },
    ],
  ),
);

/** Starts a service with nothing but wrong settings; resolves with the settings that it complains about. */
async function settingsReadBy(service: string): Promise<string[]> {
  // Empty is wrong for each of them but the list of folders, where it means none.
  const wrong = Object.fromEntries([...table.keys()].map((name) => [name, ""]));
  const env = { ...wrong, REELBUS_ALLOWED_ROOTS: "not-absolute", PATH: process.env["PATH"] };
  const child = spawn(process.execPath, [main, "service", service], { env, timeout: START_TIMEOUT_MS });
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (written: string) => (output += written));
  await once(child, "close");
  return [...table.keys()].filter((name) => new RegExp(`\\b(?<!_)${name}\\b`, "u").test(output)).toSorted();
}

describe("the README's table of settings", () => {
  for (const key of Object.values(serviceConfig))
    it(`tells of ${key.name}`, () => {
      const row = table.get(key.name);
      const fallback = "default" in key ? key.default : null;
      assert.equal(row?.what, key.description);
      assert.equal(row.default, fallback === "" ? "empty" : (fallback ?? ""));
    });

  for (const [service, group] of [
    ["api", "api"],
    ["conductor", "conductor"],
    ["notifier", "notifier"],
    ["encoding", "phases"],
  ] as const)
    it(`tells what ${service} reads`, async () => {
      const expected = [...table].filter(([, { readBy }]) => readBy.includes("all") || readBy.includes(group));
      assert.deepEqual(await settingsReadBy(service), expected.map(([name]) => name).toSorted());
    });
});
