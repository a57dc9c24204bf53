import assert from "node:assert/strict";
import { stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, test } from "node:test";
import { childProcesses } from "./child-processes.ts";
import { withLeakCheck } from "./leak-check.ts";
import { readFromPort } from "./read-from-port.ts";
import { whyNoSmallDisks } from "./small-disks.ts";
import { startVsftpd, whyNoVsftpd } from "./vsftpd.ts";

// That it takes files, is paused, killed and started again, the suite of the publishers shows.
describe("vsftpd", { skip: whyNoVsftpd() }, async () => {
  test(
    "is stopped without a trace",
    withLeakCheck(async () => {
      await using server = await startVsftpd({ tls: "explicit" });
      const { pid, port } = server;
      assert.match((await readFromPort(port, "")).toString(), /^220 /u);
      assert.ok(childProcesses().some((child) => child.pid === pid && child.command.includes("vsftpd")));
      await server.stop();
      await assert.rejects(readFromPort(port, ""), { code: "ECONNREFUSED" });
    }),
  );

  test(
    "has a small disk that only it sees",
    { skip: await whyNoSmallDisks(tmpdir()) },
    withLeakCheck(async () => {
      await using server = await startVsftpd({ tls: "none", dropKiB: 64 });
      const [drop, root] = await Promise.all([stat(join(server.root, "drop")), stat(server.root)]);
      assert.notEqual(drop.dev, root.dev);
    }),
  );
});
