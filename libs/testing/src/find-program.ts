import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

// Debian keeps servers in sbin, which is not on everybody's PATH; Homebrew has folders of its own.
const usualFolders = ["/usr/local/sbin", "/usr/sbin", "/sbin", "/opt/homebrew/bin", "/opt/homebrew/sbin"];

/**
 * The path of an installed program.
 *
 * @param name the program's file name
 * @param otherPaths full paths to look at first
 * @throws {Error} that says how to install it
 */
export function findProgram(name: string, otherPaths: readonly string[] = []): string {
  const folders = [...(process.env["PATH"] ?? "").split(delimiter), ...usualFolders];
  const found = [...otherPaths, ...folders.map((folder) => join(folder, name))].find(isExecutable);
  if (found === undefined) {
    throw new Error(
      `${name} is not installed. Run: npm run setup:tests (it installs the programs that the tests need)`,
    );
  }
  return found;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
