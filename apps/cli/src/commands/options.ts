import { InvalidArgumentError, Option } from "commander";

/** `--url`: where the API listens. */
export function urlOption(): Option {
  return new Option("--url <url>", "where the API listens").default("http://127.0.0.1:8080").argParser(parseUrl);
}

/** `--json`: machine-readable output. */
export function jsonOption(description: string): Option {
  return new Option("--json", description).default(false);
}

/** An option that takes one of these words, in any case. */
export function wordOption(flags: string, description: string, words: readonly string[]): Option {
  return new Option(flags, description).choices(words).argParser((text) => {
    const word = words.find((one) => one.toLowerCase() === text.toLowerCase());
    if (word === undefined) throw new InvalidArgumentError(`Allowed choices are ${words.join(", ")}, in any case.`);
    return word;
  });
}

/** For an option that takes a whole number from 0. */
export function parseWholeNumber(text: string): number {
  if (!/^\d{1,9}$/u.test(text)) throw new InvalidArgumentError("Expected a whole number.");
  return Number(text);
}

function parseUrl(text: string): string {
  const protocol = URL.canParse(text) ? new URL(text).protocol : "";
  if (protocol !== "http:" && protocol !== "https:")
    throw new InvalidArgumentError("Expected a URL such as http://127.0.0.1:8080.");
  return text;
}
