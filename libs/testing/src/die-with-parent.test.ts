import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { test } from "node:test";
import { isLiving } from "./child-processes.ts";
import { waitFor } from "./wait-for.ts";

const onlyLinux = process.platform === "linux" ? false : "only Linux tells a process that its parent died";

test("a server doesn't outlive a killed test process", { skip: onlyLinux }, async () => {
  const program = `
    import { startNats, startPostgres } from ${JSON.stringify(new URL("index.ts", import.meta.url).href)};
    const servers = await Promise.all([startNats(), startPostgres()]);
    console.log(servers.map(({ pid }) => pid).join(" "));
    setInterval(() => {}, 1000);`;
  const parent = spawn(process.execPath, ["--input-type=module", "-e", program], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [output] = (await once(parent.stdout, "data")) as [Buffer];
  const pids = output.toString().trim().split(" ").map(Number);
  assert.equal(pids.length, 2);
  assert.ok(pids.every((pid) => isLiving(pid)));
  parent.kill("SIGKILL");
  await waitFor(() => !pids.some((pid) => isLiving(pid)), { what: "the servers to end", timeoutMs: 10_000 });
});
