import { ESLint } from "eslint";
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { describe, test } from "node:test";
import tseslint from "typescript-eslint";

// The files below don't exist, so the rules that need types are off.
const eslint = new ESLint({
  cwd: fileURLToPath(new URL("../..", import.meta.url)),
  overrideConfig: [tseslint.configs.disableTypeChecked],
});

/** The rules that a line of code breaks when it stands in a file of that path. */
async function brokenRules(path: string, code: string): Promise<string[]> {
  const [result] = await eslint.lintText(`${code}\n`, { filePath: path });
  const messages = result?.messages ?? [];
  const parseError = messages.find(({ fatal }) => fatal);
  if (parseError) throw new Error(parseError.message);
  return messages.map(({ ruleId }) => ruleId ?? "").filter((rule) => relevant.test(rule));
}

const relevant = /enforce-module-boundaries|no-restricted-/;
const boundary = "@nx/enforce-module-boundaries";

const use = (packageName: string) => `import { x } from "${packageName}"; export const y = x;`;

const forbidden: [path: string, code: string, rule: string][] = [
  // layers
  ["libs/contracts/src/a.ts", use("@reelbus/media"), boundary],
  ["libs/media/src/a.ts", use("@reelbus/bus"), boundary],
  ["libs/media/src/a.ts", use("@reelbus/kit"), boundary],
  ["libs/bus/src/a.ts", use("@reelbus/store"), boundary],
  ["libs/bus/src/a.ts", use("@reelbus/kit"), boundary],
  ["libs/publishers/src/a.test.ts", use("@reelbus/storage"), boundary],
  ["libs/kit/src/a.ts", use("@reelbus/api"), boundary],
  ["libs/kit/src/a.ts", use("@reelbus/media"), boundary],
  ["apps/api/src/a.ts", use("@reelbus/conductor"), boundary],
  ["apps/api/src/a.ts", 'export const y = await import("@reelbus/conductor");', boundary],
  ["apps/api/src/a.ts", use("../../conductor/src/index.ts"), boundary],
  ["libs/testing/src/a.ts", use("@reelbus/contracts"), boundary],
  ["libs/consumer/src/a.ts", use("@reelbus/publishers"), boundary],
  ["apps/notifier/src/a.ts", use("@reelbus/consumer"), boundary],
  ["test/e2e/a.test.ts", use("@reelbus/store"), boundary],
  ["test/e2e/a.test.ts", use("@reelbus/api"), boundary],
  // the tests' library is for tests
  ["libs/bus/src/a.ts", use("@reelbus/testing"), boundary],
  ["apps/api/src/a.ts", use("@reelbus/testing"), boundary],
  ["apps/cli/src/services.ts", use("@reelbus/testing"), boundary],
  // the command line names services in one place, and loads them when asked to
  ["apps/cli/src/main.ts", 'export const y = await import("@reelbus/api");', boundary],
  ["apps/cli/src/services.ts", use("@reelbus/api"), "no-restricted-syntax"],
  // a package that the own package.json doesn't name
  ["libs/media/src/a.ts", use("pg"), boundary],
  // pure libraries
  ["libs/media/src/a.ts", use("node:path"), "no-restricted-imports"],
  ["libs/contracts/src/a.ts", use("crypto"), "no-restricted-imports"],
  ["libs/job-lifecycle/src/a.ts", 'export const y = await import("node:fs");', "no-restricted-syntax"],
  ["libs/media/src/a.ts", "export const y = Buffer.from([]);", "no-restricted-globals"],
  // the environment and the end of the process
  ["libs/bus/src/a.ts", 'export const y = process.env["HOME"];', "no-restricted-properties"],
  ["apps/api/src/main.ts", "export const { env } = process;", "no-restricted-properties"],
  ["apps/api/src/a.ts", 'import { env } from "node:process"; export const y = env;', "no-restricted-imports"],
  ["apps/cli/src/main.ts", 'export const y = process.env["HOME"];', "no-restricted-properties"],
  ["apps/api/src/app.ts", "process.exit(1);", "no-restricted-properties"],
  ["libs/kit/src/a.ts", "process.exit(1);", "no-restricted-properties"],
  // each broker's client stays in its folder
  ["libs/publishers/src/a.ts", use("amqplib"), "no-restricted-imports"],
  [
    "libs/publishers/src/ftps/a.ts",
    'import type { x } from "@aws-sdk/client-sqs"; export type Y = x;',
    "no-restricted-imports",
  ],
  ["libs/publishers/src/rabbitmq/a.ts", use("@azure/service-bus"), "no-restricted-imports"],
  ["libs/publishers/src/webhook/a.ts", use("../amazon-sqs/b.ts"), "no-restricted-imports"],
  ["libs/publishers/src/ftps/a.ts", 'export const y = await import("@aws-sdk/client-sqs");', "no-restricted-syntax"],
  // public surface
  ["libs/bus/src/a.ts", 'export * from "./b.ts";', "no-restricted-syntax"],
  ["libs/bus/src/a.ts", "export default 1;", "no-restricted-syntax"],
];

const allowed: [path: string, code: string][] = [
  ["libs/media/src/a.ts", use("@reelbus/contracts")],
  ["libs/store/src/a.ts", use("@reelbus/job-lifecycle")],
  ["libs/phase-worker/src/a.ts", use("@reelbus/bus")],
  ["libs/phase-worker/src/a.ts", use("@reelbus/kit")],
  ["apps/api/src/a.ts", use("@reelbus/store")],
  ["apps/encoding/src/a.ts", use("@reelbus/media")],
  ["libs/bus/src/a.test.ts", use("@reelbus/testing")],
  ["libs/storage/src/testing/a.ts", use("@reelbus/testing")],
  ["libs/publishers/src/rabbitmq/testing/a.ts", use("@reelbus/testing")],
  ["libs/publishers/src/rabbitmq/a.ts", use("amqplib")],
  ["libs/publishers/src/open-publisher.ts", use("./rabbitmq/rabbitmq-publisher.ts")],
  ["libs/consumer/src/a.ts", use("@reelbus/contracts")],
  ["libs/consumer/src/a.test.ts", use("@reelbus/publishers")],
  ["libs/consumer/examples/a.ts", use("@reelbus/consumer")],
  ["libs/media/src/a.test.ts", use("node:test")],
  ["test/e2e/a.test.ts", use("@reelbus/testing")],
  ["test/e2e/a.test.ts", use("@reelbus/contracts")],
  ["libs/kit/src/a.ts", 'export const y = process.env["HOME"];'],
  ["apps/api/src/main.ts", "process.exit(1);"],
  ["apps/cli/src/services.ts", 'export const y = await import("@reelbus/api");'],
  ["apps/cli/src/services.ts", 'import type { x } from "@reelbus/api"; export type Y = typeof x;'],
];

describe("what lint forbids", () => {
  for (const [path, code, rule] of forbidden) {
    test(`${path}: ${code}`, async () => {
      const broken = await brokenRules(path, code);
      assert.ok(broken.includes(rule), `expected ${rule}, got: ${broken.join(", ") || "nothing"}`);
    });
  }
});

describe("what lint allows", () => {
  for (const [path, code] of allowed) {
    test(`${path}: ${code}`, async () => {
      assert.deepEqual(await brokenRules(path, code), []);
    });
  }
});
