import { parseArgs, type ParseArgsOptionsConfig } from "node:util";

/** What a script was called with. Asked for `--help` or given a wrong option, it says so and ends. */
export function readArguments<Options extends ParseArgsOptionsConfig>(usage: string, options: Options) {
  if (process.argv.includes("--help")) {
    console.log(usage);
    process.exit(0);
  }
  try {
    return parseArgs({ allowPositionals: true, options });
  } catch (error) {
    const [what = ""] = String(error instanceof Error ? error.message : error).split(". ", 1);
    console.error(`${what}\n${usage}`);
    process.exit(2);
  }
}
