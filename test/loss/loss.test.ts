import { whyNoVsftpd } from "@reelbus/testing";
import assert from "node:assert/strict";
import { join } from "node:path";
import { describe, it } from "node:test";
import { checkout, startCommand } from "../support/command-line.ts";

/** Its first kills are those of the notifier: what it held then waits for the end of its leases while the others go on. */
const SEED = "1358";

const runner = join(checkout, "test/loss/run.ts");

describe("npm run loss", () => {
  it("finds that nothing is lost in its short form", async () => {
    const brokers = ["rabbitmq", "webhook", ...(whyNoVsftpd() === false ? ["ftps"] : [])];
    const { exitCode, stdout, stderr } = await startCommand(process.execPath, [
      runner,
      ...["--short", "--seed", SEED],
      ...brokers,
    ]).ended;
    assert.equal(exitCode, 0, `${stdout}\n${stderr}`);
    for (const broker of brokers) assert.match(stdout, new RegExp(`^${broker} +12 +132 +2 +2 +\\d+ +0 +\\d+$`, "mu"));
  });

  it("refuses a broker that it doesn't know, with those that it knows", async () => {
    const { exitCode, stdout } = await startCommand(process.execPath, [runner, "no-such-broker"]).ended;
    assert.equal(exitCode, 2);
    assert.match(stdout, /^No broker is named no-such-broker; there are rabbitmq, /u);
  });
});
