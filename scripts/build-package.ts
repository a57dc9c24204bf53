// Makes the package of a library that goes to npm: `node scripts/build-package.ts LIBRARY FOLDER`. Packages on npm hold
// JavaScript, because Node runs no TypeScript below node_modules. The contracts are compiled into it, so that it needs
// nothing of this repository.
import { existsSync } from "node:fs";
import { copyFile, cp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join, relative, resolve } from "node:path";
import ts from "typescript";

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly description: string;
  readonly keywords: readonly string[];
  readonly license: string;
  readonly type: string;
  readonly dependencies: Readonly<Record<string, string>>;
}

const [library, folder] = process.argv.slice(2);
if (library === undefined || folder === undefined) throw new Error("Usage: build-package.ts LIBRARY FOLDER");
const out = resolve(folder);
const root = join(import.meta.dirname, "..");
const libs = join(root, "libs");
const examples = join(libs, library, "examples");

await rm(out, { recursive: true, force: true });
await Promise.all(compile(join(libs, library, "src/index.ts")).map(([path, text]) => write(path, text)));
await write("package.json", `${JSON.stringify(await publishedManifest(library), null, 2)}\n`);
await copyFile(join(libs, library, "README.md"), join(out, "README.md"));
if (existsSync(examples)) await cp(examples, join(out, "examples"), { recursive: true });
await copyFile(join(root, "LICENSE"), join(out, "LICENSE"));

/** The files to write: their path in the package, and their text. */
function compile(entry: string): [path: string, text: string][] {
  const configFile = ts.readConfigFile(join(root, "tsconfig.base.json"), (path) => ts.sys.readFile(path));
  const { options } = ts.parseJsonConfigFileContent(configFile.config, ts.sys, root);
  const program = ts.createProgram([entry], {
    ...options,
    noEmit: false,
    noCheck: true, // the repository's own check has
    declaration: true,
    rewriteRelativeImportExtensions: true,
    rootDir: libs,
    outDir: libs,
    typeRoots: [join(root, "node_modules/@types")], // wherever this runs
    // Found by the name of a package, they would be taken for somebody else's, and not compiled.
    paths: { "@reelbus/contracts": [join(libs, "contracts/src/index.ts")] },
  });
  const files: [path: string, text: string][] = [];
  const { diagnostics } = program.emit(undefined, (path, text) => files.push(packaged(path, text)));
  const errors = [...program.getOptionsDiagnostics(), ...program.getSyntacticDiagnostics(), ...diagnostics];
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
  const place = relative(libs, path).replace(/^(\w+)\/src\//u, "$1/");
  const toContracts = relative(dirname(place), "contracts/index.js");
  const named = text.replaceAll('"@reelbus/contracts"', JSON.stringify(toContracts));
  return [place, path.endsWith(".d.ts") ? named.replaceAll(/(?<="\.{1,2}\/[^"]+\.)ts(?=")/gu, "js") : named];
}

async function publishedManifest(name: string) {
  const { dependencies, ...own } = await manifestOf(name);
  const ofContracts = (await manifestOf("contracts")).dependencies;
  const others = Object.entries(dependencies).filter(([dependency]) => dependency !== "@reelbus/contracts");
  return {
    name: own.name,
    version: own.version,
    description: own.description,
    keywords: own.keywords,
    license: own.license,
    type: own.type,
    exports: { ".": { types: `./${name}/index.d.ts`, default: `./${name}/index.js` } },
    files: [name, "contracts", ...(existsSync(examples) ? ["examples"] : [])],
    engines: { node: ">=22" },
    publishConfig: { access: "public" }, // what has a scope would be private
    dependencies: { ...Object.fromEntries(others), ...ofContracts },
  };
}

async function manifestOf(name: string): Promise<Manifest> {
  return JSON.parse(await readFile(join(libs, name, "package.json"), "utf8")) as Manifest;
}

async function write(path: string, text: string): Promise<void> {
  await mkdir(dirname(join(out, path)), { recursive: true });
  await writeFile(join(out, path), text);
}
