import type { Problem } from "../api/problem.ts";
import { pathText } from "../common/path-text.ts";

const MOST_LEVELS = 64;
const MOST_VALUES = 10_000;

const WHITE_SPACE = /[ \t\n\r]*/y;
const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
const LITERALS: readonly [text: string, value: boolean | null][] = [
  ["true", true],
  ["false", false],
  ["null", null],
];

/** Thrown for a text that is not JSON or exceeds a limit. The message says where, in lines and columns from 1. */
export class MalformedJson extends Error {
  override readonly name = "MalformedJson";
}

/** Reads one JSON text by recursive descent; see `readJson` for what it takes. */
export class JsonReader {
  /** What is wrong with the value beyond the grammar. */
  readonly problems: Problem[] = [];
  readonly #text: string;
  #at = 0;
  #values = 0;
  readonly #path: (string | number)[] = [];

  constructor(text: string) {
    this.#text = text;
  }

  /** @throws MalformedJson */
  readAll(): unknown {
    const value = this.#value();
    this.#skip(WHITE_SPACE);
    if (this.#at < this.#text.length) this.#fail("expected the end");
    return value;
  }

  #value(): unknown {
    this.#values += 1;
    if (this.#values > MOST_VALUES) this.#stop(`more than ${MOST_VALUES} values`);
    if (this.#path.length > MOST_LEVELS) this.#stop(`nested deeper than ${MOST_LEVELS} levels`);
    this.#skip(WHITE_SPACE);
    if (this.#take("{")) return this.#object();
    if (this.#take("[")) return this.#array();
    if (this.#text[this.#at] === '"') return this.#string();
    return this.#scalar();
  }

  #object(): Record<string, unknown> {
    const object: Record<string, unknown> = {};
    if (this.#take("}")) return object;
    do {
      this.#skip(WHITE_SPACE);
      if (this.#text[this.#at] !== '"') this.#fail("expected a property name in double quotes");
      const name = this.#string("a name");
      this.#path.push(name);
      if (!this.#take(":")) this.#fail("expected ':'");
      const value = this.#value();
      if (name === "__proto__") this.#problem("unknown-property", "this name is not allowed");
      else if (Object.hasOwn(object, name)) this.#problem("duplicate-property", "given more than once");
      else object[name] = value;
      this.#path.pop();
    } while (this.#take(","));
    if (!this.#take("}")) this.#fail("expected ',' or '}'");
    return object;
  }

  #array(): unknown[] {
    const array: unknown[] = [];
    if (this.#take("]")) return array;
    do {
      this.#path.push(array.length);
      array.push(this.#value());
      this.#path.pop();
    } while (this.#take(","));
    if (!this.#take("]")) this.#fail("expected ',' or ']'");
    return array;
  }

  #string(what = "text"): string {
    const start = this.#at;
    let end = start + 1;
    while (this.#text[end] !== '"') {
      if (end >= this.#text.length) this.#fail("a string does not end");
      end += this.#text[end] === "\\" ? 2 : 1;
    }
    this.#at = end + 1;
    const text = this.#unescaped(start, end + 1);
    if (text.includes("\0") || !text.isWellFormed())
      this.#problem("invalid-value", `${what} holds a NUL character or half a surrogate pair`);
    return text;
  }

  #unescaped(start: number, end: number): string {
    try {
      return JSON.parse(this.#text.slice(start, end)) as string;
    } catch {
      this.#at = start;
      return this.#fail("a string holds a control character or a wrong escape");
    }
  }

  #scalar(): number | boolean | null {
    for (const [text, value] of LITERALS)
      if (this.#text.startsWith(text, this.#at)) {
        this.#at += text.length;
        return value;
      }
    const digits = this.#skip(NUMBER);
    if (digits === "") this.#fail("expected a value");
    const number = Number(digits);
    if (!Number.isFinite(number)) this.#problem("invalid-value", "a number out of range");
    return number;
  }

  /** Takes `token` if it comes next, after white space. */
  #take(token: string): boolean {
    this.#skip(WHITE_SPACE);
    if (this.#text[this.#at] !== token) return false;
    this.#at += 1;
    return true;
  }

  /** Takes what a sticky expression matches here. */
  #skip(expression: RegExp): string {
    expression.lastIndex = this.#at;
    const matched = expression.exec(this.#text)?.[0] ?? "";
    this.#at += matched.length;
    return matched;
  }

  #problem(reason: Problem["Reason"], message: string): void {
    this.problems.push({ Path: pathText(this.#path), Reason: reason, Message: message });
  }

  #fail(expected: string): never {
    return this.#stop(`not JSON: ${expected}`);
  }

  #stop(what: string): never {
    const lines = this.#text.slice(0, this.#at).split("\n");
    const column = (lines.at(-1)?.length ?? 0) + 1;
    throw new MalformedJson(`${what} at line ${lines.length}, column ${column}`);
  }
}
