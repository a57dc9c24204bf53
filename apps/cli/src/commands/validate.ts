import { parseJobDescriptionJson, type Problem } from "@reelbus/contracts";
import type { Command } from "commander";
import { problemLine } from "../output/problem-line.ts";
import { jsonOption } from "./options.ts";
import { readInputFile } from "./read-input-file.ts";

export function addValidateCommand(program: Command): void {
  program
    .command("validate")
    .description("check a job description without posting it: every problem with its path")
    .argument("<file>", "the job description, or - for standard input")
    .addOption(jsonOption("print the problems as JSON"))
    .addHelpText(
      "after",
      "\nExit codes: 0 valid; 2 not, or it can't be read.\n\nExample:\n  $ reelbus validate job.json",
    )
    .action(async (file: string, options: { json: boolean }) => {
      const problems = problemsOf(await readInputFile(file, "a job description"));
      if (problems.length > 0) process.exitCode = 2;
      if (options.json) process.stdout.write(`${JSON.stringify({ Problems: problems })}\n`);
      else if (problems.length === 0) process.stdout.write("valid\n");
      else for (const problem of problems) process.stdout.write(`${problemLine(problem)}\n`);
    });
}

function problemsOf(bytes: Uint8Array): readonly Problem[] {
  const parsed = parseJobDescriptionJson(bytes);
  return parsed.ok ? [] : parsed.problems;
}
