/** A filter graph and the labels of its outputs. */
export interface LabelledGraph {
  readonly graph: string;
  readonly labels: readonly string[];
}

/**
 * Feeds one source chain into several target chains. Outputs are labelled `<id>_0`, `<id>_1` and so on, in the order
 * of the targets.
 */
export function fanOut(
  id: string,
  split: "split" | "asplit",
  source: string,
  targets: readonly string[],
): LabelledGraph {
  const labels = targets.map((_, index) => `${id}_${index}`);
  const [only] = targets;
  if (targets.length === 1 && only !== undefined) return { graph: `${source},${only}[${id}_0]`, labels };
  const branches = targets.map((_, index) => `[${id}_s${index}]`);
  const chains = targets.map((target, index) => `[${id}_s${index}]${target}[${id}_${index}]`);
  return { graph: [`${source},${split}=${targets.length}${branches.join("")}`, ...chains].join(";"), labels };
}
