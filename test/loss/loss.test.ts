import { whyNoVsftpd } from "@reelbus/testing";
import assert from "node:assert/strict";
import { join } from "node:path";
import { describe, it } from "node:test";
import { checkout, startCommand } from "../support/command-line.ts";
import { startBroker } from "./start-broker.ts";

/** Its first kills are those of the notifier: what it held then waits for the end of its leases while the others go on. */
const SEED = "176";

const runner = join(checkout, "test/loss/run.ts");

describe("npm run loss", () => {
  let found = "";

  it("finds in its short form, with every broker that can run here, that nothing is lost", async () => {
    const { exitCode, stdout, stderr } = await startCommand(process.execPath, [runner, "--short", "--seed", SEED])
      .ended;
    assert.equal(exitCode, 0, `${stdout}\n${stderr}`);
    found = stdout;
  });

  for (const broker of Object.keys(startBroker))
    it(`has killed ${broker} and the notifier`, { skip: broker === "ftps" && whyNoVsftpd() }, () =>
      assert.match(found, new RegExp(`^${broker} +12 +132 +2 +2 +\\d+ +0 +\\d+$`, "mu")),
    );

  it("refuses a broker that it doesn't know, with those that it knows", async () => {
    const { exitCode, stdout } = await startCommand(process.execPath, [runner, "no-such-broker"]).ended;
    assert.equal(exitCode, 2);
    assert.match(stdout, /^No broker is named no-such-broker; there are rabbitmq, /u);
  });
});
