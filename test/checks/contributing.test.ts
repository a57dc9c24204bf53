import { ESLint } from "eslint";
import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { dirname } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));
const contributing = readFileSync(`${root}/CONTRIBUTING.md`, "utf8");

/** The first two cells of each row of the table whose header starts with this cell. */
function rowsOf(header: string): [first: string, second: string][] {
  const [, table = ""] = contributing.split(new RegExp(`^\\| ${header} .*\\n\\|.*\\n`, "mu"));
  const [rows = ""] = table.split("\n\n");
  return rows
    .trim()
    .split("\n")
    .map((row) => row.split("|").map((cell) => cell.trim().replaceAll("`", "")))
    .map(([, first = "", second = ""]) => [first, second]);
}

interface BoundaryOptions {
  readonly depConstraints: readonly { readonly sourceTag: string; readonly onlyDependOnLibsWithTags: string[] }[];
}

test("CONTRIBUTING.md tells which layer may import which, as lint enforces it", async () => {
  const config = (await new ESLint({ cwd: root }).calculateConfigForFile("libs/bus/src/index.ts")) as {
    rules: { "@nx/enforce-module-boundaries": [unknown, BoundaryOptions] };
  };
  const [, { depConstraints }] = config.rules["@nx/enforce-module-boundaries"];
  const layer = (tag: string) => tag.replace("type:", "");
  assert.deepEqual(
    rowsOf("Layer"),
    depConstraints.map(({ sourceTag, onlyDependOnLibsWithTags: tags }) => [
      layer(sourceTag),
      tags.length === 0 ? "nothing of ours" : tags.map(layer).join(", "),
    ]),
  );
});

test("CONTRIBUTING.md tells the layer of each folder", () => {
  const told = new Map(rowsOf("Folder"));
  const manifests = globSync(["apps/*/package.json", "libs/*/package.json", "test/package.json"], { cwd: root });
  for (const path of manifests) {
    const { nx } = JSON.parse(readFileSync(`${root}/${path}`, "utf8")) as { nx: { tags: string[] } };
    const folder = path.startsWith("apps/") ? "apps/*" : dirname(path);
    assert.ok(nx.tags.includes(`type:${told.get(folder) ?? "(no row)"}`), folder);
  }
});
