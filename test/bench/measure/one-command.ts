/**
 * One ffmpeg command that makes what several made of the same input: the input is decoded once for all of them. The
 * encoders get as many threads as they take by themselves, which is the best that one command can do.
 *
 * @param commands the arguments of each; all begin alike up to the first filter graph
 * @throws Error when they don't
 */
export function oneCommand(commands: readonly (readonly string[])[]): string[] {
  const parts = commands.map((args) => {
    const firstGraph = args.indexOf("-filter_complex");
    return { beginning: args.slice(0, firstGraph), rest: args.slice(firstGraph) };
  });
  const [beginning] = parts.map((part) => part.beginning);
  if (beginning === undefined || new Set(parts.map((part) => part.beginning.join("\0"))).size > 1) {
    throw new Error("the encoders did not read the same input");
  }
  return [...beginning, ...parts.flatMap(({ rest }, index) => withOwnLabels(withoutThreads(rest), index))];
}

/** Filter labels are unique within one command: `[v_0]` becomes `[c1_v_0]`. */
function withOwnLabels(args: readonly string[], index: number): string[] {
  return args.map((arg, position) => {
    const isGraph = args[position - 1] === "-filter_complex" || args[position - 1] === "-map";
    return isGraph ? arg.replaceAll(/\[(?=[a-z])/gu, `[c${index}_`) : arg;
  });
}

function withoutThreads(args: readonly string[]): string[] {
  return args.filter((arg, index) => arg !== "-threads:v" && args[index - 1] !== "-threads:v");
}
