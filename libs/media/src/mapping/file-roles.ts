import type { MediaMappings } from "@reelbus/contracts";
import { isSystemFile } from "../probe/file-kind.ts";
import { conventionRoles } from "./convention-roles.ts";
import { noRole, type FileRole } from "./file-role.ts";
import { regexRoles } from "./regex-roles.ts";

/** The role of every file, in the order of their paths, whatever order they were listed in. */
export function fileRoles(paths: readonly string[], mappings: MediaMappings): FileRole[] {
  const roleOf = mappings.MediaDetection === "Convention" ? conventionRoles(mappings) : regexRoles(mappings);
  return paths.toSorted().map((path) => (isSystemFile(path) ? noRole(path) : roleOf(path)));
}
