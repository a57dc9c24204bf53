import { messageOfIssue, PHASES, slugOf, type PhaseSlug } from "@reelbus/contracts";
import { readFile, stat } from "node:fs/promises";
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { z } from "zod";
import { UsageError } from "../output/usage-error.ts";

/** How many jobs of a phase one machine works on at a time, unless `--scale` says otherwise. */
const DEFAULT_SCALE = {
  "pre-validation": 4,
  acquisition: 2,
  "media-mapping": 2,
  encoding: 1,
  "image-extraction": 1,
  publishing: 2,
} as const satisfies Record<PhaseSlug, number>;

const port = wholeNumber(0, 65_535);
const count = wholeNumber(1, 64);
const text = z.string().min(1, "expected a value, got nothing");

const scaleShape = Object.fromEntries(PHASES.map((phase) => [slugOf(phase), count.optional()])) as ScaleShape;
const settingsShape = {
  port: port.optional(),
  host: text.optional(),
  data: text.optional(),
  allow: z.array(text).optional(),
  scale: z.strictObject(scaleShape, { error: namesOf(scaleShape) }).optional(),
};
const settingsSchema = z.strictObject(settingsShape, { error: namesOf(settingsShape) });

type ScaleShape = Record<PhaseSlug, z.ZodOptional<typeof count>>;
type GivenSettings = z.output<typeof settingsSchema>;

function wholeNumber(min: number, max: number) {
  return z.custom<number>(
    (value) => Number.isInteger(value) && Number(value) >= min && Number(value) <= max,
    `expected a whole number from ${min} to ${max}`,
  );
}

/** The message for an object with other names than these. */
function namesOf(shape: object) {
  return (issue: z.core.$ZodRawIssue): string | undefined =>
    issue.code === "unrecognized_keys"
      ? `unknown property ${issue.keys.map((key) => JSON.stringify(key)).join(", ")}; expected ${Object.keys(shape).join(", ")}`
      : undefined;
}

/** What the command line of `reelbus up` says; a value that is given wins over the configuration file's. */
export interface UpOptions {
  readonly port?: string;
  readonly host?: string;
  readonly data?: string;
  readonly allow?: readonly string[];
  readonly scale?: readonly string[];
  readonly config?: string;
}

/** The whole system on one machine. */
export interface SystemSettings {
  readonly host: string;
  /** 0 takes a free port. */
  readonly port: number;
  /** Absolute folder of the database, the bus, the workspace and the service's key. */
  readonly dataDir: string;
  /** Absolute folders that `Local` storage may use. */
  readonly allowedRoots: readonly string[];
  /** Jobs at a time, by phase. */
  readonly scale: Readonly<Record<PhaseSlug, number>>;
}

/**
 * Merges the command line, the configuration file and the defaults.
 *
 * @throws UsageError that names every wrong setting, where it comes from and what was expected
 */
export async function readSystemSettings(options: UpOptions): Promise<SystemSettings> {
  const problems: string[] = [];
  const flags = check(flagsOf(options), "the command line", problems);
  const file = options.config === undefined ? {} : await readConfigFile(options.config, problems);
  const allowedRoots = (flags.allow ?? file.allow ?? []).map((root) => resolve(root));
  for (const root of allowedRoots)
    if (!(await isFolder(root))) problems.push(`  allow: ${root} is no folder; make it first`);
  if (problems.length > 0) throw new UsageError(["the settings can't be used:", ...problems].join("\n"));
  return Object.freeze({
    host: flags.host ?? file.host ?? "127.0.0.1",
    port: flags.port ?? file.port ?? 8080,
    dataDir: resolve(flags.data ?? file.data ?? defaultDataDir()),
    allowedRoots,
    scale: { ...DEFAULT_SCALE, ...defined(file.scale), ...defined(flags.scale) },
  });
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}

/** The services run as root keep their data where services do, others in the user's own data folder. */
function defaultDataDir(): string {
  return process.getuid?.() === 0 ? "/var/lib/reelbus" : join(homedir(), ".local", "share", "reelbus");
}

function flagsOf({ host, data, allow, ...options }: UpOptions): unknown {
  return {
    ...{ host, data, allow },
    ...(options.port === undefined ? {} : { port: numberOf(options.port) }),
    ...(options.scale === undefined ? {} : { scale: scaleOf(options.scale) }),
  };
}

/** `["encoding=2"]` as `{ encoding: 2 }`; what is no such pair is left to the schema to refuse. */
function scaleOf(pairs: readonly string[]): Record<string, number> {
  return Object.fromEntries(
    pairs.map((pair) => {
      const [name = "", value = ""] = pair.split("=", 2);
      return [name, numberOf(value)];
    }),
  );
}

function numberOf(digits: string): number {
  return /^\d+$/u.test(digits) ? Number(digits) : Number.NaN;
}

async function readConfigFile(path: string, problems: string[]): Promise<GivenSettings> {
  try {
    return check(JSON.parse(await readFile(path, "utf8")), path, problems);
  } catch (error) {
    problems.push(
      error instanceof SyntaxError ? `  ${path} is not JSON: ${error.message}` : `  can't read ${path}; see --config`,
    );
    return {};
  }
}

/** The settings where they are usable; adds a line for each one that is not. */
function check(value: unknown, source: string, problems: string[]): GivenSettings {
  const parsed = settingsSchema.safeParse(value, { error: messageOfIssue });
  if (parsed.success) return parsed.data;
  problems.push(
    ...parsed.error.issues.map(({ path, message }) => {
      const where = path.length === 0 ? "" : `${path.map(String).join(".")}: `;
      return `  ${where}${message} (${source})`;
    }),
  );
  return {};
}

function defined(scale: GivenSettings["scale"]): Partial<Record<PhaseSlug, number>> {
  return Object.fromEntries(Object.entries(scale ?? {}).filter(([, jobs]) => jobs !== undefined));
}
