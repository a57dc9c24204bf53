import { createProjectGraphAsync } from "@nx/devkit";

/**
 * Writes Nx's project graph for the boundary rule, which reads it from a cache file and skips itself without one.
 * Tasks that Nx itself started find it fresh.
 */
export async function refreshProjectGraph() {
  if (process.env["NX_TASK_TARGET_PROJECT"] !== undefined) return;
  await createProjectGraphAsync({ exitOnError: false });
}
