// Makes the package that goes to npm: `node scripts/build.ts FOLDER`. Packages on npm hold JavaScript, because Node runs no
// TypeScript below node_modules. The contracts are compiled into it, so that it needs nothing of this repository.
import { copyFile, cp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join, relative, resolve } from "node:path";
import ts from "typescript";
import consumer from "../package.json" with { type: "json" };

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error("Usage: build.ts FOLDER");
const out = resolve(folder);
const root = join(import.meta.dirname, "../../..");
const sources = { consumer: join(root, "libs/consumer/src"), contracts: join(root, "libs/contracts/src") };

await rm(out, { recursive: true, force: true });
await Promise.all(compile().map(([path, text]) => write(path, text)));
await write("package.json", `${JSON.stringify(await manifest(), null, 2)}\n`);
await copyFile(join(root, "libs/consumer/README.md"), join(out, "README.md"));
await cp(join(root, "libs/consumer/examples"), join(out, "examples"), { recursive: true });
await copyFile(join(root, "LICENSE"), join(out, "LICENSE"));

/** The files to write: their path in the package, and their text. */
function compile(): [path: string, text: string][] {
  const configFile = ts.readConfigFile(join(root, "tsconfig.base.json"), (path) => ts.sys.readFile(path));
  const { options } = ts.parseJsonConfigFileContent(configFile.config, ts.sys, root);
  const program = ts.createProgram([join(sources.consumer, "index.ts")], {
    ...options,
    noEmit: false,
    declaration: true,
    rewriteRelativeImportExtensions: true,
    rootDir: join(root, "libs"),
    outDir: join(root, "libs"),
    typeRoots: [join(root, "node_modules/@types")], // wherever this runs
    // Found by the name of a package, they would be taken for somebody else's, and not compiled.
    paths: { "@reelbus/contracts": [join(sources.contracts, "index.ts")] },
  });
  const files: [path: string, text: string][] = [];
  const { diagnostics } = program.emit(undefined, (path, text) => files.push(packaged(path, text)));
  const errors = [...ts.getPreEmitDiagnostics(program), ...diagnostics];
  if (errors.length > 0)
    throw new Error(
      ts.formatDiagnostics(errors, {
        getCurrentDirectory: () => root,
        getCanonicalFileName: (name) => name,
        getNewLine: () => "\n",
      }),
    );
  return files;
}

/**
 * `libs/<library>/src/a.js` becomes `<library>/a.js`, and the name of the contracts the path to them. Declarations name
 * JavaScript files too, which every version of TypeScript takes.
 */
function packaged(path: string, text: string): [path: string, text: string] {
  const place = relative(join(root, "libs"), path).replace(/^(\w+)\/src\//u, "$1/");
  const toContracts = relative(dirname(place), "contracts/index.js");
  const named = text.replaceAll('"@reelbus/contracts"', JSON.stringify(toContracts));
  return [place, path.endsWith(".d.ts") ? named.replaceAll(/(?<="\.{1,2}\/[^"]+\.)ts(?=")/gu, "js") : named];
}

async function manifest() {
  const contracts = JSON.parse(await readFile(join(sources.contracts, "../package.json"), "utf8")) as typeof consumer;
  const { name, version, description, keywords, license, type } = consumer;
  return {
    ...{ name, version, description, keywords, license, type },
    exports: { ".": { types: "./consumer/index.d.ts", default: "./consumer/index.js" } },
    files: ["consumer", "contracts", "examples"],
    engines: { node: ">=22" },
    dependencies: contracts.dependencies,
  };
}

async function write(path: string, text: string): Promise<void> {
  await mkdir(dirname(join(out, path)), { recursive: true });
  await writeFile(join(out, path), text);
}
