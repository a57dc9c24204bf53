import { InvalidArgumentError, Option } from "commander";

/** `--url`: where the API listens. */
export function urlOption(): Option {
  return new Option("--url <url>", "where the API listens").default("http://127.0.0.1:8080").argParser(parseUrl);
}

/** `--json`: machine-readable output. */
export function jsonOption(description: string): Option {
  return new Option("--json", description).default(false);
}

function parseUrl(text: string): string {
  const protocol = URL.canParse(text) ? new URL(text).protocol : "";
  if (protocol !== "http:" && protocol !== "https:")
    throw new InvalidArgumentError("Expected a URL such as http://127.0.0.1:8080.");
  return text;
}
