import type { Command } from "commander";
import { untilSignal } from "../system/run-until-signal.ts";

export function addDemoCommand(program: Command): void {
  program
    .command("demo")
    .description("run the main job on a system of its own and show every step")
    .argument("[source]", "a media file or a folder; without it a film is made")
    .addHelpText(
      "after",
      `
Exit codes: 0 JobSuccess; 1 FinalError; 2 the source does not exist.

Examples:
  $ reelbus demo
  $ reelbus demo ./my-film.mov`,
    )
    .action(async (source: string | undefined) => {
      const { runDemo } = await import("../demo/run-demo.ts");
      process.exitCode = (await untilSignal((stopping) => runDemo(source ?? null, stopping))) ? 0 : 1;
    });
}
