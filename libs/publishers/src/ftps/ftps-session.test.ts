import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { describe, it } from "node:test";
import tls from "node:tls";
import { startVsftpd, waitFor, whyNoVsftpd, withLeakCheck } from "@reelbus/testing";
import { assertRefused, forever } from "../testing/assertions.ts";
import { checkOf, publishTo, withPublisherTo } from "../testing/calls.ts";
import { ftpsSettings, sampleEvents, trustAlso } from "../testing/index.ts";

describe("the session of FtpsPublisher", { skip: whyNoVsftpd() }, () => {
  for (const version of ["TLSv1.2", "TLSv1.3"] as const)
    it(
      `resumes its session for each file with ${version}`,
      withLeakCheck(async () => {
        const newest = tls.DEFAULT_MAX_VERSION;
        await using telling = await startVsftpd({ tls: "explicit", settings: { debug_ssl: "YES" } });
        using _trust = trustAlso(telling.certificate);
        tls.DEFAULT_MAX_VERSION = version;
        try {
          await publishTo(ftpsSettings(telling, "ftpes", "drop"), sampleEvents(3));
        } finally {
          tls.DEFAULT_MAX_VERSION = newest;
        }
        const handshakes = (await readFile(telling.log, "utf8")).match(/SSL version: .*/gu) ?? [];
        assert.ok(handshakes.length >= 1 + 3);
        for (const [index, handshake] of handshakes.entries())
          assert.match(
            handshake,
            new RegExp(`^SSL version: ${version},.*, ${index === 0 ? "not reused" : "reused"},`, "u"),
          );
      }),
    );

  it(
    "says what is wrong with the scheme",
    withLeakCheck(async () => {
      await using plain = await startVsftpd({ tls: "none" });
      await using server = await startVsftpd({ tls: "explicit" });
      await assert.rejects(checkOf(ftpsSettings(plain, "ftpes", "drop")), { reason: "bad-response", retryable: false });
      await assert.rejects(checkOf(ftpsSettings(plain, "ftps", "drop")), { reason: "bad-response", retryable: false });
      await assertRefused(checkOf(ftpsSettings(server, "ftp", "drop")), "access-denied");
    }),
  );

  it(
    "logs in without credentials where the server lets everybody in",
    withLeakCheck(async () => {
      await using open = await startVsftpd({ tls: "none", settings: { secure_email_list_enable: "NO" } });
      const { Type, Format, UriPath, CredentialsProtection } = ftpsSettings(open, "ftp", "drop");
      await publishTo({ Type, Format, UriPath, CredentialsProtection }, sampleEvents(1));
    }),
  );

  it(
    "opens a new session when the server has ended one that was idle",
    withLeakCheck(async () => {
      await using hasty = await startVsftpd({ tls: "none", settings: { idle_session_timeout: 1 } });
      await withPublisherTo(ftpsSettings(hasty, "ftp", "drop"), async (publisher) => {
        await publisher.publish(sampleEvents(1), forever);
        await waitFor(() => !process.getActiveResourcesInfo().includes("TCPSocketWrap"), {
          what: "the session to end",
        });
        await publisher.publish(sampleEvents(1), forever);
      });
    }),
  );
});
