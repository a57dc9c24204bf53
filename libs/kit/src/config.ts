import { z } from "zod";

/** One setting: where it comes from and what it must be. */
export interface ConfigKey<T = unknown> {
  /** The environment variable's name. */
  readonly name: string;
  /** Takes the variable's text; `undefined` where it is not set and has no default. */
  readonly schema: z.ZodType<T>;
  /** What the setting is for, in one sentence. */
  readonly description: string;
  /** The text that stands in for a variable that is not set. */
  readonly default?: string;
  /** Whether the value must not be shown, not even in an error. */
  readonly secret?: boolean;
}

export type ConfigShape = Readonly<Record<string, ConfigKey>>;

/** The values of a shape. */
export type ConfigOf<S extends ConfigShape> = { readonly [K in keyof S]: z.output<S[K]["schema"]> };

/** What is wrong with one setting. */
export interface ConfigProblem {
  /** The environment variable's name. */
  readonly setting: string;
  readonly expected: string;
  /** Where the value came from. */
  readonly source: "environment" | "default" | "not set";
  /** The value as it was given; null for a secret and for none. */
  readonly value: string | null;
}

/** The configuration is unusable. Lists every problem at once. */
export class ConfigurationError extends Error {
  override readonly name = "ConfigurationError";
  readonly problems: readonly ConfigProblem[];

  constructor(problems: readonly ConfigProblem[]) {
    super(`the settings can't be used:\n${problems.map(describe).join("\n")}`);
    this.problems = problems;
  }
}

/**
 * Reads settings from environment variables. Nothing is corrected: a value either is what the schema expects, or the
 * program does not start.
 * @throws ConfigurationError with every problem.
 */
export function readConfig<S extends ConfigShape>(
  shape: S,
  env: Readonly<Record<string, string | undefined>> = process.env,
): ConfigOf<S> {
  const values: Record<string, unknown> = {};
  const problems: ConfigProblem[] = [];
  for (const [property, key] of Object.entries(shape)) {
    const parsed = key.schema.safeParse(env[key.name] ?? key.default);
    if (parsed.success) values[property] = parsed.data;
    else problems.push(...parsed.error.issues.map((issue) => problemOf(key, env[key.name], issue.message)));
  }
  if (problems.length > 0) throw new ConfigurationError(problems);
  return Object.freeze(values) as ConfigOf<S>;
}

function problemOf(key: ConfigKey, given: string | undefined, message: string): ConfigProblem {
  const fallback = key.default === undefined ? "not set" : "default";
  return {
    setting: key.name,
    expected: given === undefined && key.default === undefined ? `a value: ${key.description}` : message,
    source: given === undefined ? fallback : "environment",
    value: key.secret === true ? null : (given ?? key.default ?? null),
  };
}

function describe({ setting, expected, source, value }: ConfigProblem): string {
  return `  ${setting} (${value === null ? source : `${source}: ${JSON.stringify(value)}`}): ${expected}`;
}
