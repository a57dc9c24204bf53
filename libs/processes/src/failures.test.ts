import assert from "node:assert/strict";
import { test } from "node:test";
import { failureOf } from "./failures.ts";

const damaged = { reason: "unreadable-media", message: "film.mp4 is damaged or is no media file." } as const;
const retryable = async (exitCode: number | null, signal: NodeJS.Signals | null, fellSilent = false) =>
  (await failureOf("ffprobe", { exitCode, signal, fellSilent, stderrTail: "" }, damaged, undefined)).retryable;

test("a program that was killed or fell silent may do better next time; what it said or how it crashed is final", async () => {
  assert.equal(await retryable(null, "SIGKILL"), true);
  assert.equal(await retryable(null, "SIGTERM", true), true);
  assert.equal(await retryable(1, null), false);
  assert.equal(await retryable(null, "SIGSEGV"), false);
});
