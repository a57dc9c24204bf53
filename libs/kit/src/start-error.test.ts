import assert from "node:assert/strict";
import { test } from "node:test";
import { ReelbusError } from "@reelbus/contracts";
import { cantListen, cantUse } from "./start-error.ts";

test("a server is named by its hosts, what its client said, and the setting, without a password", () => {
  const fail = cantUse("NATS", ["nats://me:pa,55@one:4222", "nats://me:pa55@two:4222"], "NATS_URL");
  const start = "can't use NATS at one:4222, two:4222: ";
  const end = "; check that server, and NATS_URL";
  const failure = (cause?: unknown) => new ReelbusError("internal", "for customers", { cause });
  const refused = failure(new Error("refused"));
  const ofTwoAddresses = failure(new AggregateError([refused, new Error("silent")]));
  for (const [error, said] of [
    [refused, "refused"],
    [ofTwoAddresses, "refused, silent"],
    [failure(), "for customers"],
  ] as const)
    assert.throws(() => fail(error), { name: "StartError", message: `${start}${said}${end}`, cause: error });
  assert.throws(() => fail(new TypeError("a fault of ours")), { name: "TypeError" });
});

test("an address is named with what to change, and another trouble is left as it is", () => {
  const fail = cantListen({ host: "host", port: 80 }, { host: "HOST", port: "PORT" });
  const failWith = (code: string) => () => fail(Object.assign(new Error("listen"), { code }));
  for (const [code, message] of [
    ["EADDRINUSE", "the address host:80 is taken; choose another with PORT"],
    ["EACCES", "the address host:80 may not be used by this user; choose one above 1023 with PORT"],
    ["EADDRNOTAVAIL", "the address host:80 does not exist on this machine; see HOST"],
    ["ENOTFOUND", "the address host:80 is not known; see HOST"],
  ] as const)
    assert.throws(failWith(code), { name: "StartError", message });
  assert.throws(failWith("EMFILE"), { name: "Error", code: "EMFILE" });
});
