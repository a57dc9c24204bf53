import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { it } from "node:test";
import { haltProcess } from "./halt-process.ts";
import { withLeakCheck } from "./leak-check.ts";

it(
  "lets nothing come from a process that it has halted until it goes on",
  withLeakCheck(async () => {
    const child = spawn(process.execPath, ["-e", "process.stdin.pipe(process.stdout); console.log('ready')"]);
    try {
      await once(child.stdout, "data");
      assert.ok(child.pid !== undefined);
      await haltProcess(child.pid);
      child.stdin.write("asked");
      let heard = "";
      child.stdout.on("data", (chunk: Buffer) => (heard += chunk.toString()));
      await haltProcess(child.pid); // whoever stands stays so
      assert.equal(heard, "");
      child.kill("SIGCONT");
      await once(child.stdout, "data");
      assert.equal(heard, "asked");
    } finally {
      child.kill("SIGKILL");
      await once(child, "close");
    }
  }),
);
