import { createProjectGraphAsync } from "@nx/devkit";

/**
 * Writes Nx's project graph for the boundary rule, which reads it from a cache file and skips itself without one.
 */
export async function refreshProjectGraph() {
  await createProjectGraphAsync({ exitOnError: false });
}
