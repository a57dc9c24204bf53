import type { PhaseSlug } from "@reelbus/contracts";
import { readFile } from "node:fs/promises";
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

const scaleSchema = z.strictObject({
  "pre-validation": z.int().min(1).max(64).optional(),
  acquisition: z.int().min(1).max(64).optional(),
  "media-mapping": z.int().min(1).max(64).optional(),
  encoding: z.int().min(1).max(64).optional(),
  "image-extraction": z.int().min(1).max(64).optional(),
  publishing: z.int().min(1).max(64).optional(),
});

const configFileSchema = z.strictObject({
  port: z.int().min(0).max(65_535).optional(),
  host: z.string().min(1).optional(),
  data: z.string().min(1).optional(),
  allow: z.array(z.string().min(1)).optional(),
  scale: scaleSchema.optional(),
});

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
  const file = options.config === undefined ? {} : await readConfigFile(options.config);
  const flags = parse(
    configFileSchema,
    {
      ...(options.port === undefined ? {} : { port: Number(options.port) }),
      ...(options.scale === undefined ? {} : { scale: scaleOf(options.scale) }),
    },
    "the command line",
  );
  return Object.freeze({
    host: options.host ?? file.host ?? "127.0.0.1",
    port: flags.port ?? file.port ?? 8080,
    dataDir: resolve(options.data ?? file.data ?? defaultDataDir()),
    allowedRoots: (options.allow ?? file.allow ?? []).map((root) => resolve(root)),
    scale: { ...DEFAULT_SCALE, ...defined(file.scale), ...defined(flags.scale) },
  });
}

/** The services run as root keep their data where services do, others in the user's own data folder. */
function defaultDataDir(): string {
  return process.getuid?.() === 0 ? "/var/lib/reelbus" : join(homedir(), ".local", "share", "reelbus");
}

/** `["encoding=2"]` as `{ encoding: 2 }`; what is no such pair is left to the schema to refuse. */
function scaleOf(pairs: readonly string[]): Record<string, number> {
  return Object.fromEntries(
    pairs.map((pair) => {
      const [name = "", count = ""] = pair.split("=", 2);
      return [name, /^\d+$/u.test(count) ? Number(count) : Number.NaN];
    }),
  );
}

async function readConfigFile(path: string): Promise<z.output<typeof configFileSchema>> {
  const text = await readFile(path, "utf8").catch((cause: unknown) => {
    throw new UsageError(`can't read the configuration file ${path}`, { cause });
  });
  try {
    return parse(configFileSchema, JSON.parse(text), path);
  } catch (cause) {
    if (cause instanceof SyntaxError) throw new UsageError(`${path} is not JSON: ${cause.message}`, { cause });
    throw cause;
  }
}

function parse<T extends z.ZodType>(schema: T, value: unknown, source: string): z.output<T> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const lines = parsed.error.issues.map((issue) => `  ${issue.path.join(".")}: ${issue.message}`);
  throw new UsageError([`wrong settings in ${source}:`, ...lines].join("\n"));
}

type Scale = Partial<Record<PhaseSlug, number>>;

function defined(scale: z.output<typeof scaleSchema> | undefined): Scale {
  return Object.fromEntries(Object.entries(scale ?? {}).filter(([, count]) => count !== undefined));
}
