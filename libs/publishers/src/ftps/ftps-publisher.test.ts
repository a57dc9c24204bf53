import { after, before, describe } from "node:test";
import { startVsftpd, whyNoVsftpd, type FtpServer } from "@reelbus/testing";
import { publisherConformance, trustAlso, type ConformanceTestName } from "../testing/index.ts";
import { createFtpsTarget } from "./testing/ftps-target.ts";

const modes = [
  { scheme: "ftpes", tls: "explicit" },
  { scheme: "ftps", tls: "implicit" },
  { scheme: "ftp", tls: "none" },
] as const;

for (const { scheme, tls } of modes)
  describe(`${scheme}://`, { skip: whyNoVsftpd() }, () => {
    let server: FtpServer;
    let trust: Disposable;
    before(async () => {
      server = await startVsftpd({ tls });
      trust = trustAlso(server.certificate);
    });
    after(async () => {
      trust[Symbol.dispose]();
      await server.stop();
    });

    const noTls: readonly ConformanceTestName[] = tls === "none" ? ["untrusted certificate"] : [];
    const noPlainRefusal: readonly ConformanceTestName[] = tls === "implicit" ? ["throttled"] : [];
    publisherConformance({
      name: `Ftps with ${scheme}`,
      capabilities: { copies: "merged", tooLargeBytes: null },
      server: {
        pause: () => server.pause(),
        resume: () => server.resume(),
        kill: () => server.kill9(),
        restart: () => server.restart(),
      },
      skip: [
        { test: "unroutable", reason: "a folder is the destination itself" },
        { test: "location not allowed", reason: "a server has no local path" },
        {
          test: "an event that is too large is refused for good",
          reason: "files have no limit that an event could reach",
        },
        ...noPlainRefusal.map((test) => ({
          test,
          reason: "vsftpd says before TLS that it is full, which can't be told from a server without TLS",
        })),
        ...noTls.map((test) => ({ test, reason: "without TLS there is no certificate" })),
      ],
      create: (format) => Promise.resolve(createFtpsTarget(server, scheme, format)),
    });
  });
