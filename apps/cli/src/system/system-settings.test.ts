import { makeTempFolder } from "@reelbus/testing";
import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, it } from "node:test";
import { UsageError } from "../output/usage-error.ts";
import { readSystemSettings, type UpOptions } from "./system-settings.ts";

/** The settings that these flags and this configuration file make. */
async function settingsOf(flags: UpOptions, file: unknown = {}) {
  await using folder = await makeTempFolder("settings");
  const config = join(folder.path, "reelbus.json");
  await writeFile(config, typeof file === "string" ? file : JSON.stringify(file));
  return await readSystemSettings({ ...flags, config });
}

/** The lines of the refusal of these settings, without the file's folder. */
async function problemsOf(flags: UpOptions, file: unknown = {}): Promise<string[]> {
  try {
    await settingsOf(flags, file);
  } catch (error) {
    assert.ok(error instanceof UsageError);
    const [, ...lines] = error.message.replaceAll(/\/\S*\/(?=reelbus\.json)/gu, "").split("\n");
    return lines.map((line) => line.trim());
  }
  return [];
}

describe("the settings of the whole system", () => {
  it("have defaults", async () => {
    const { host, port, allowedRoots, scale } = await readSystemSettings({});
    assert.deepEqual({ host, port, allowedRoots }, { host: "127.0.0.1", port: 8080, allowedRoots: [] });
    assert.equal(scale.encoding, 1);
  });

  it("come from the command line, then the file, then the defaults", async () => {
    const file = { port: 1, host: "file", data: "/file", allow: ["/tmp"], scale: { encoding: 2, publishing: 3 } };
    const fromFile = await settingsOf({}, file);
    assert.deepEqual(
      [fromFile.port, fromFile.host, fromFile.dataDir, fromFile.allowedRoots],
      [1, "file", "/file", ["/tmp"]],
    );

    const flags = { port: "0", host: "flag", data: "/flag", allow: ["/", "/usr"], scale: ["encoding=4"] };
    const { port, host, dataDir, allowedRoots, scale } = await settingsOf(flags, file);
    assert.deepEqual([port, host, dataDir, allowedRoots], [0, "flag", "/flag", ["/", "/usr"]]);
    assert.deepEqual([scale.encoding, scale.publishing, scale["pre-validation"]], [4, 3, 4]);
  });

  it("are refused with a folder to allow that does not exist", async () => {
    assert.deepEqual(await problemsOf({ allow: ["/tmp", "/no/such/folder"] }), [
      "allow: /no/such/folder is no folder; make it first",
    ]);
  });

  it("are refused with every problem at once, of the command line and the file", async () => {
    assert.deepEqual(
      await problemsOf(
        { port: "65536", scale: ["encoding=0", "encodng=2"] },
        { port: "8080", hst: "x", scale: { publishing: 65 } },
      ),
      [
        "port: expected a whole number from 0 to 65535 (the command line)",
        "scale.encoding: expected a whole number from 1 to 64 (the command line)",
        'scale: unknown property "encodng"; expected pre-validation, acquisition, media-mapping, encoding, image-extraction, publishing (the command line)',
        "port: expected a whole number from 0 to 65535 (reelbus.json)",
        "scale.publishing: expected a whole number from 1 to 64 (reelbus.json)",
        'unknown property "hst"; expected port, host, data, allow, scale (reelbus.json)',
      ],
    );
  });

  for (const port of ["", " ", "80x", "1e3", "-1", "0x50"])
    it(`refuse the port ${JSON.stringify(port)}`, async () => {
      assert.deepEqual(await problemsOf({ port }), [
        "port: expected a whole number from 0 to 65535 (the command line)",
      ]);
    });

  it("are refused in our own words where a type is wrong", async () => {
    assert.deepEqual(await problemsOf({}, { host: 5, scale: [] }), [
      "host: expected a string (reelbus.json)",
      "scale: expected an object (reelbus.json)",
    ]);
  });

  it("refuse what is empty", async () => {
    const problems = await problemsOf({ host: "", data: "", allow: [""], scale: ["encoding="] });
    assert.deepEqual(
      problems.map((line) => line.split(":")[0]),
      ["host", "data", "allow.0", "scale.encoding"],
    );
  });

  it("name a file that can't be read or is not JSON, beside what else is wrong", async () => {
    assert.match((await problemsOf({ port: "x" }, "{")).join("\n"), /^port: .*\nreelbus\.json is not JSON: /u);
    await assert.rejects(readSystemSettings({ port: "x", config: "/nowhere/reelbus.json" }), {
      name: "UsageError",
      message: /port: .*\n {2}can't read \/nowhere\/reelbus\.json; see --config$/u,
    });
  });
});
