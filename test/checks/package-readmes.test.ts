import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const libs = fileURLToPath(new URL("../../libs", import.meta.url));
const read = (path: string) => readFileSync(`${libs}/${path}`, "utf8");
const quoted = (text: string) => [...text.matchAll(/`([^`]+)`/gu)].map(([, word = ""]) => word);

for (const name of ["consumer", "publishers"])
  test(`the README of ${name} tells the commands that build, pack and install its package`, () => {
    const { version, scripts } = JSON.parse(read(`${name}/package.json`)) as {
      version: string;
      scripts: { build: string };
    };
    assert.equal(scripts.build, `node ../../scripts/build-package.ts ${name} ../../dist/${name}`);
    const lines = read(`${name}/README.md`).split("\n");
    for (const command of [
      `npm run build --workspace @reelbus/${name}`,
      `npm pack ./dist/${name} --pack-destination dist`,
      `npm install "$REELBUS/dist/reelbus-${name}-${version}.tgz"`,
    ])
      assert.ok(lines.includes(command), command);
  });

test("the README of consumer names what each example installs and reads from the environment", () => {
  const rows = read("consumer/README.md").split("\n");
  const programs = readdirSync(`${libs}/consumer/examples`).filter((name) => !/^(?:store|settings)\.ts$/u.test(name));
  for (const program of programs) {
    const code = read(`consumer/examples/${program}`);
    const row = rows.find((line) => line.startsWith(`| [examples/${program}]`)) ?? "";
    const packages = [...code.matchAll(/ from "([^".:]+)"/gu)].map(([, from = ""]) => from);
    assert.deepEqual(
      quoted(row.split("|")[3] ?? ""),
      packages.filter((from) => from !== "@reelbus/consumer"),
      program,
    );
    const settings = code.match(/const \{[^}]*\} = (?:process\.env|required\()/gu)?.join() ?? "";
    const variables = [...settings.matchAll(/\b[A-Z]{2,}(?:_[A-Z]+)*\b/gu)].map(([variable]) => variable);
    assert.ok(variables.includes("DATABASE"), program);
    const named = [...quoted(row), "DATABASE"]; // all have it, so it is told below the table
    assert.deepEqual(
      variables.filter((variable) => !named.includes(variable)),
      [],
      program,
    );
  }
});
