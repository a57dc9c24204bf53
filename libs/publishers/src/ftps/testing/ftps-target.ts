import { randomUUID } from "node:crypto";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { FtpsPublisher as FtpsSettings, MessagePublisher } from "@reelbus/contracts";
import { CLOSED_PORT, startVsftpd, UNKNOWN_HOST, waitFor, type FtpServer } from "@reelbus/testing";
import { FtpsPublisher } from "../ftps-publisher.ts";
import type { FtpsLimits } from "../limits.ts";
import type { ConformanceTarget, Fault } from "../../testing/conformance-target.ts";
import { forever } from "../../testing/assertions.ts";
import { DropFolder } from "../../testing/drop-folder.ts";
import { trustAlso } from "../../testing/trust-also.ts";

const limitsOf = (limitMs = 3_000): FtpsLimits => ({ connectMs: limitMs, answerMs: limitMs });

/** How the server under test speaks TLS. */
export type FtpScheme = "ftp" | "ftpes" | "ftps";
const tlsOf = { ftp: "none", ftpes: "explicit", ftps: "implicit" } as const;

/** A folder of its own on a test's server. */
export function createFtpsTarget(
  server: FtpServer,
  scheme: FtpScheme,
  format: MessagePublisher["Format"],
): ConformanceTarget {
  const folder = `drop/${randomUUID()}`;
  const settings: FtpsSettings = { ...ftpsSettings(server, scheme, folder), Format: format };
  const opened = new AsyncDisposableStack();
  const reader = opened.use(new DropFolder(join(server.root, folder)));
  return {
    port: server.port,
    // Data connections go to the server itself.
    open: (port = server.port, limitMs) => {
      const { UriPath } = ftpsSettings({ ...server, port }, scheme, folder);
      return new FtpsPublisher({ ...settings, UriPath }, limitsOf(limitMs));
    },
    openFaulty: async (fault) =>
      new FtpsPublisher(await faultySettings(server, scheme, settings, fault, opened), limitsOf()),
    received: () => reader.received(),
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

/** Settings for a folder of a test's server, its user included. */
export function ftpsSettings({ port, user, password }: FtpServer, scheme: FtpScheme, folder: string): FtpsSettings {
  return {
    Type: "Ftps",
    Format: "Json",
    UriPath: `${scheme}://127.0.0.1:${port}/${folder}`,
    CredentialsName: user,
    CredentialsSecret: password,
    CredentialsProtection: "Unencrypted",
  };
}

async function faultySettings(
  server: FtpServer,
  scheme: FtpScheme,
  settings: FtpsSettings,
  fault: Fault,
  opened: AsyncDisposableStack,
): Promise<FtpsSettings> {
  switch (fault) {
    case "wrong credentials":
      return { ...settings, CredentialsSecret: "not the password" };
    case "missing permission": {
      const folder = `read-only-${randomUUID()}`;
      await mkdir(join(server.root, folder)); // of root, not of the server's user
      return ftpsSettings(server, scheme, folder);
    }
    case "throttles": {
      const small = opened.use(await startVsftpd({ tls: tlsOf[scheme], settings: { max_clients: 1 } }));
      opened.use(trustAlso(small.certificate));
      const only = new FtpsPublisher(ftpsSettings(small, scheme, "drop"), limitsOf());
      opened.defer(() => only.close());
      const isIn = () => only.check(forever).then(() => true);
      await waitFor(isIn, { what: "the session of the launcher, which looked for the port, to end" });
      return ftpsSettings(small, scheme, "drop");
    }
    case "missing destination":
      return ftpsSettings(server, scheme, `missing-${randomUUID()}`);
    case "unknown host":
      return { ...settings, UriPath: `${scheme}://${UNKNOWN_HOST}/` };
    case "refused connection":
      return { ...settings, UriPath: `${scheme}://127.0.0.1:${CLOSED_PORT}/` };
    case "untrusted certificate": {
      const stranger = opened.use(await startVsftpd({ tls: tlsOf[scheme] }));
      return ftpsSettings(stranger, scheme, "drop");
    }
    case "unroutable":
    case "location not allowed":
      throw new Error("A server has neither");
  }
}
