import assert from "node:assert/strict";
import { test } from "node:test";
import { parseFtpAddress } from "./ftp-address.ts";

for (const [uriPath, tls, host, port, folder] of [
  ["ftp://host", "none", "host", 21, ""],
  ["ftpes://host/", "explicit", "host", 21, ""],
  ["FTPS://host/events/", "implicit", "host", 990, "events"],
  ["ftps://10.0.0.1:2121/a/b", "implicit", "10.0.0.1", 2121, "a/b"],
  ["ftpes://[::1]:2121/a", "explicit", "::1", 2121, "a"],
  ["ftp://host:21/a%20b/%3F%23", "none", "host", 21, "a b/?#"],
  ["ftps://host//srv/events", "implicit", "host", 990, "/srv/events"],
  ["ftps://host/%2Fsrv/events//", "implicit", "host", 990, "/srv/events"],
  ["ftps://host//", "implicit", "host", 990, "/"],
  ["ftps://host/a/../b/./ü", "implicit", "host", 990, "b/ü"],
] as const)
  test(`reads ${uriPath}`, () => {
    assert.deepEqual(parseFtpAddress(uriPath), { tls, host, port, folder });
  });

for (const [uriPath, problem] of [
  ["", /ftpes/u],
  ["/events", /ftpes/u],
  ["sftp://host/events", /ftpes/u],
  ["ftps:///events", /ftpes|host name/u],
  ["ftps://user@host/events", /CredentialsName/u],
  ["ftps://user:word@host/events", /CredentialsName/u],
  ["ftp://:word@host/events", /CredentialsName/u],
  ["ftps://host/events?a=b", /query/u],
  ["ftps://host/events#a", /fragment/u],
  ["ftps://ho%0Ast/events", /host name/u],
  ["ftps://host:0/events", /port/u],
  ["ftps://host:65536/events", /ftpes/u],
  ["ftps://host/a%", /hexadecimal/u],
  ["ftps://host/a%0D%0ADELE%20b", /control characters/u],
  ["ftps://host/a\r\nb", /control characters/u],
] as const)
  test(`refuses ${JSON.stringify(uriPath)}`, () => {
    const address = parseFtpAddress(uriPath);
    assert.ok(typeof address === "string", JSON.stringify(address));
    assert.match(address, problem);
  });
