import { Option } from "commander";

/** `--url`: where the API listens. */
export function urlOption(): Option {
  return new Option("--url <url>", "where the API listens").default("http://127.0.0.1:8080");
}

/** `--json`: machine-readable output. */
export function jsonOption(description: string): Option {
  return new Option("--json", description).default(false);
}
