export { childEnvironment, type ChildEnvironment } from "./child-environment.ts";
export { openChildLog, readLogTail } from "./child-log.ts";
export { commandLineOf } from "./command-line.ts";
export { dieWithParent, type Command, type DeathSignal, type Identity } from "./die-with-parent.ts";
export { assertInstalled, ProgramMissingError } from "./installed-program.ts";
export { spawnGuarded, type GuardedCommand } from "./spawn-guarded.ts";
