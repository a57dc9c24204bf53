import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));

interface Manifest {
  name: string;
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
  nx?: { tags?: string[] };
}

function manifests(pattern: string | string[]): [path: string, manifest: Manifest][] {
  return globSync(pattern, { cwd: root }).map((path) => [
    path,
    JSON.parse(readFileSync(`${root}/${path}`, "utf8")) as Manifest,
  ]);
}

test("every package has one layer tag, the right one for its folder", () => {
  for (const [path, { nx }] of manifests(["apps/*/package.json", "libs/*/package.json", "test/package.json"])) {
    const layers = (nx?.tags ?? []).filter((tag) => tag.startsWith("type:"));
    assert.equal(layers.length, 1, `${path} has the layers ${layers.join(", ") || "none"}`);
    if (path.startsWith("apps/")) assert.equal(layers[0], "type:app", path);
    else assert.notEqual(layers[0], "type:app", path);
  }
});

test("dependencies are pinned to exact versions", () => {
  const patterns = ["package.json", "apps/*/package.json", "libs/*/package.json", "test/package.json"];
  for (const [path, manifest] of manifests(patterns)) {
    const all = { ...manifest.dependencies, ...manifest.devDependencies, ...manifest.optionalDependencies };
    for (const [name, version] of Object.entries(all)) {
      if (name.startsWith("@reelbus/")) assert.equal(version, "*", `${path}: ${name}`);
      else assert.match(version, /^\d+\.\d+\.\d+(-[\w.]+)?$/, `${path}: ${name} is ${version}`);
    }
  }
});

test("nx and its plugins have one version", () => {
  const [[, manifest] = []] = manifests("package.json");
  const versions = Object.entries(manifest?.devDependencies ?? {}).filter(([name]) => /^(nx|@nx\/.+)$/.test(name));
  assert.ok(versions.length >= 2);
  assert.deepEqual([...new Set(versions.map(([, version]) => version))].length, 1, JSON.stringify(versions));
});
