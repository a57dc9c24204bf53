import { test } from "node:test";
import { withLeakCheck } from "@reelbus/testing";

/** A case that an adapter can't pass, and why. */
export interface Skip<Name extends string> {
  readonly test: Name;
  readonly reason: string;
}

/** Registers the cases of a conformance suite; each also fails when it leaves a handle or a temporary file behind. */
export function registerCases<Name extends string, Fixture extends AsyncDisposable>(
  suite: string,
  cases: Readonly<Record<Name, (fixture: Fixture) => Promise<void>>>,
  skip: readonly Skip<Name>[],
  create: () => Promise<Fixture>,
): void {
  for (const [name, body] of Object.entries(cases) as [Name, (fixture: Fixture) => Promise<void>][]) {
    const reason = skip.find((one) => one.test === name)?.reason;
    const run = withLeakCheck(async () => {
      await using fixture = await create();
      await body(fixture);
    });
    test(`${suite}: ${name}`, { skip: reason ?? false, timeout: 30_000 }, run);
  }
}
