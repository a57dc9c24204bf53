import { spawn, type ChildProcessByStdio } from "node:child_process";
import { readFileSync } from "node:fs";
import type { Readable } from "node:stream";
import { fileURLToPath } from "node:url";

const checkout = fileURLToPath(new URL("../../../..", import.meta.url));

/** The first block of code below a heading of a file of the repository, in one of its code languages. */
export function documentedProgram(file: string, heading: string, language: "js" | "ts"): string {
  const [, below] = `\n${readFileSync(`${checkout}${file}`, "utf8")}`.split(`\n${heading}\n`);
  const code = below?.split(`\`\`\`${language}\n`)[1]?.split("```")[0];
  if (code === undefined) throw new Error(`${file} has no ${language} below "${heading}"`);
  return code;
}

/** Starts a program from its text, with this Node and the repository's packages. Its errors go to our own. */
export function startProgram(
  code: string,
  environment: Record<string, string> = {},
): ChildProcessByStdio<null, Readable, null> {
  return spawn(process.execPath, ["--input-type=module-typescript", "--eval", code], {
    cwd: checkout,
    env: { ...process.env, ...environment },
    stdio: ["ignore", "pipe", "inherit"],
  });
}
