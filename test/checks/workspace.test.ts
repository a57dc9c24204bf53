import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import ts from "typescript";

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

const packages = ["apps/*/package.json", "libs/*/package.json", "test/package.json"];

test("every package has one tag, the right layer for its folder", () => {
  for (const [path, { nx }] of manifests(packages)) {
    const layers = nx?.tags ?? [];
    assert.ok(
      layers.every((tag) => tag.startsWith("type:")),
      path,
    );
    assert.equal(layers.length, 1, `${path} has the layers ${layers.join(", ") || "none"}`);
    if (path.startsWith("apps/")) assert.equal(layers[0], "type:app", path);
    else assert.notEqual(layers[0], "type:app", path);
  }
});

test("dependencies are pinned to exact versions", () => {
  for (const [path, manifest] of manifests(["package.json", ...packages])) {
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

/** A package's TypeScript files, each with its text and whether it is left out of what is run or published. */
function sources(folder: string): { path: string; text: string; forTests: boolean }[] {
  return globSync("**/*.ts", { cwd: join(root, folder), exclude: ["**/node_modules"] }).map((file) => {
    const path = join(folder, file);
    const forTests = /\.test\.ts$|^test\/|\/(?:testing|examples)\//u.test(path) && !path.startsWith("libs/testing/");
    return { path, text: readFileSync(join(root, path), "utf8"), forTests };
  });
}

/** The packages that a file imports: `pg` of `pg/lib/type-overrides`, no Node built-in, no file beside it. */
function importsOf(text: string): string[] {
  return ts
    .preProcessFile(text, true, true)
    .importedFiles.map(({ fileName }) => fileName)
    .filter((name) => !/^(?:\.|node:)/u.test(name))
    .map((name) => /^(?:@[^/]+\/)?[^/]+/u.exec(name)?.[0] ?? name);
}

test("every import is named in the manifest, in dependencies where more than tests use it", () => {
  const missing = manifests(packages).flatMap(([manifestPath, { name: own, dependencies, devDependencies }]) =>
    sources(dirname(manifestPath)).flatMap(({ path, text, forTests }) => {
      const named = { ...dependencies, ...(forTests ? devDependencies : {}) };
      return importsOf(text)
        .filter((name) => name !== own && !(name in named))
        .map((name) => `${path} imports ${name}`);
    }),
  );
  assert.deepEqual(missing, []);
});

for (const library of ["publishers", "consumer"])
  test(`other programs can use ${library} without the rest of Reelbus`, () => {
    const [[, manifest] = []] = manifests(`libs/${library}/package.json`);
    const ours = Object.keys(manifest?.dependencies ?? {}).filter((name) => name.startsWith("@reelbus/"));
    assert.deepEqual(ours, ["@reelbus/contracts"]);
  });

test("every dependency is used, by more than tests unless it is a devDependency", () => {
  const unused = manifests(packages).flatMap(([manifestPath, { dependencies, devDependencies }]) => {
    const files = sources(dirname(manifestPath));
    const isUsed = (name: string, all: typeof files) => {
      // Some are found by name without being imported, or as the scope of their parts for each platform; types belong to
      // what they describe.
      const mention = new RegExp(`["'\`]@?${name.replace("@types/", "")}["'\`/]`, "u");
      return all.some(({ text }) => mention.test(text));
    };
    const run = files.filter(({ forTests }) => !forTests);
    return [
      ...Object.keys(dependencies ?? {}).filter((name) => name.startsWith("@types/") || !isUsed(name, run)),
      ...Object.keys(devDependencies ?? {}).filter((name) => !isUsed(name, files)),
    ].map((name) => `${manifestPath}: ${name}`);
  });
  assert.deepEqual(unused, []);
});

test("a package has one version in all manifests", () => {
  const versions = new Map<string, string>();
  for (const [path, manifest] of manifests(["package.json", ...packages])) {
    for (const [name, version] of Object.entries({ ...manifest.dependencies, ...manifest.devDependencies })) {
      assert.equal(version, versions.get(name) ?? version, `${path}: ${name}`);
      versions.set(name, version);
    }
  }
});

test("a library's README says why it needs each package", () => {
  const unexplained = manifests("libs/*/package.json").flatMap(([path, { dependencies = {} }]) => {
    const readme = readFileSync(join(root, dirname(path), "README.md"), "utf8");
    return Object.keys(dependencies)
      .filter((name) => !name.startsWith("@reelbus/") && !readme.includes(`\`${name}\``))
      .map((name) => `${path}: ${name}`);
  });
  assert.deepEqual(unexplained, []);
});

test("the packages with an installation script are allowed by name, on every platform", () => {
  const lock = JSON.parse(readFileSync(`${root}/package-lock.json`, "utf8")) as {
    packages: Record<string, { hasInstallScript?: boolean }>;
  };
  const { allowScripts } = JSON.parse(readFileSync(`${root}/package.json`, "utf8")) as {
    allowScripts: Record<string, boolean>;
  };
  const withScript = Object.entries(lock.packages).filter(([, { hasInstallScript }]) => hasInstallScript);
  assert.deepEqual(
    Object.keys(allowScripts).toSorted(),
    withScript.map(([path]) => path.replace(/^.*node_modules\//u, "")).toSorted(),
  );
});
