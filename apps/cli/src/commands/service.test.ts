import { serviceConfig } from "@reelbus/kit";
import { CLOSED_PORT, createDatabase, makeTempFolder, startNats } from "@reelbus/testing";
import assert from "node:assert/strict";
import { access, readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, it } from "node:test";
import { runMain } from "../testing/run-main.ts";

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
  const { exitCode, output } = await runMain(["service", service], {
    ...wrong,
    REELBUS_ALLOWED_ROOTS: "not-absolute",
  });
  assert.equal(exitCode, 2);
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

describe("a service that can't start", () => {
  const REELBUS_SECRET_KEY = Buffer.alloc(32, 1).toString("base64");

  /** The only error that it logs, which has no stack. */
  const refusalOf = async (service: string, variables: Readonly<Record<string, string>>): Promise<string> => {
    const { exitCode, output } = await runMain(["service", service], { REELBUS_SECRET_KEY, ...variables });
    assert.equal(exitCode, 1);
    assert.doesNotMatch(output, /pa55|"stack"/u);
    const entries = output.trimEnd().split("\n");
    const [message, ...others] = entries
      .map((line) => JSON.parse(line) as { level: string; message: string })
      .flatMap((entry) => (entry.level === "error" ? [entry.message] : []));
    assert.deepEqual(others, []);
    return message ?? "";
  };

  for (const service of ["api", "conductor", "notifier"])
    it(`names the database that ${service} can't use, and the setting`, async () => {
      const DATABASE_URL = `postgres://reelbus:pa55@127.0.0.1:${CLOSED_PORT}/reelbus`;
      const where = `127.0.0.1:${CLOSED_PORT}`;
      assert.equal(
        await refusalOf(service, { DATABASE_URL }),
        `the service can't start: can't use the database at ${where}: connect ECONNREFUSED ${where}; check that server, and DATABASE_URL`,
      );
    });

  it("names the database that refuses it", async () => {
    await using database = await createDatabase();
    const { host } = new URL(database.url);
    const DATABASE_URL = `postgres://no_such_role:pa55@${host}/reelbus`;
    assert.equal(
      await refusalOf("conductor", { DATABASE_URL }),
      `the service can't start: can't use the database at ${host}: role "no_such_role" does not exist; check that server, and DATABASE_URL`,
    );
  });

  it("names the workspace that is not there, and does not make it", async () => {
    await using folder = await makeTempFolder("workspace");
    const missing = join(folder.path, "missing");
    for (const [path, code] of [
      [missing, "ENOENT"],
      [import.meta.filename, "ENOTDIR"],
    ] as const)
      assert.match(
        await refusalOf("encoding", { REELBUS_WORKSPACE: path }),
        new RegExp(
          `^the service can't start: can't use the folder ${path} that REELBUS_WORKSPACE names \\(${code}\\); `,
          "u",
        ),
      );
    await assert.rejects(access(missing));
  });

  it("names the settings of the address that is taken", async () => {
    await using nats = await startNats();
    await using database = await createDatabase();
    await using folder = await makeTempFolder("workspace");
    const { hostname, port } = new URL(nats.url);
    const servers = { NATS_URL: nats.url, DATABASE_URL: database.url, REELBUS_WORKSPACE: folder.path };
    const taken = `the service can't start: the address ${hostname}:${port} is taken; choose another with`;
    for (const service of ["encoding", "conductor", "notifier"])
      assert.equal(await refusalOf(service, { ...servers, HEALTH_PORT: port }), `${taken} HEALTH_PORT`);
    assert.equal(await refusalOf("api", { ...servers, PORT: port }), `${taken} PORT`);
  });
});
