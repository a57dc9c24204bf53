import { childProcesses, isLiving, makeTempFolder, waitFor } from "@reelbus/testing";
import assert from "node:assert/strict";
import { stat } from "node:fs/promises";
import { join } from "node:path";
import { describe, it } from "node:test";
import { startReelbus } from "../support/command-line.ts";
import { startSystem } from "../support/system.ts";

const key = { REELBUS_SECRET_KEY: Buffer.alloc(32, 7).toString("base64") };

describe("a server that reelbus up started", () => {
  for (const program of ["nats-server", "bin/postgres"]) {
    it(`ends by itself (${program}): the system says so and ends, and the next start goes on`, async () => {
      await using folder = await makeTempFolder("lost-server");
      const options = { dataDir: join(folder.path, "data"), allow: [folder.path], env: key };
      const system = await startSystem(options);
      const children = childProcesses(system.pid);
      const server = children.find(({ command, parentPid }) => command.includes(program) && parentPid === system.pid);
      assert.ok(server, children.map(({ command }) => command).join("\n"));
      process.kill(server.pid, "SIGKILL");
      await waitFor(() => !isLiving(system.pid), { what: "the end of the system", timeoutMs: 10_000 });
      assert.equal(await system.stop(), 1);
      assert.match(system.log(), /"level":"error".*ended by itself \(SIGKILL\)/u);
      await waitFor(() => !children.some(({ pid }) => isLiving(pid)), { what: "the end of all children" });

      await using next = await startSystem(options);
      assert.equal((await fetch(`${next.url}/health/ready`)).status, 200);
    });
  }

  it("lies in the data folder, and is not started twice for one", async () => {
    await using folder = await makeTempFolder("two-systems");
    const dataDir = join(folder.path, "data");
    await using first = await startSystem({ dataDir, allow: [], env: key });
    assert.ok((await stat(join(dataDir, "postgres", "cluster"))).isDirectory());
    assert.equal((await stat(join(dataDir, "workspace"))).mode & 0o777, 0o700);

    const second = await startReelbus(["up", "--port", "0", "--data", dataDir], key).ended;
    assert.equal(second.exitCode, 1);
    assert.match(second.stderr, /Another PostgreSQL \(process \d+\) serves this data folder/u);
    assert.equal((await fetch(`${first.url}/health/ready`)).status, 200);
  });
});
