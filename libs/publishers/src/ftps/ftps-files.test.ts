import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { chmod, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import type { LifecycleEvent } from "@reelbus/contracts";
import { startVsftpd, whyNoSmallDisks, whyNoVsftpd, withLeakCheck, type FtpServer } from "@reelbus/testing";
import { eventFileName } from "../event-file.ts";
import { assertRefused, forever } from "../testing/assertions.ts";
import { checkOf, publishTo, withPublisherTo } from "../testing/calls.ts";
import { openFtpReader } from "./testing/ftp-reader.ts";
import { ftpsSettings, sampleEvents, trustAlso } from "../testing/index.ts";

describe("what FtpsPublisher leaves on a server", { skip: whyNoVsftpd() }, async () => {
  let server: FtpServer;
  let trust: Disposable;
  before(async () => {
    server = await startVsftpd({ tls: "explicit" });
    trust = trustAlso(server.certificate);
  });
  after(async () => {
    trust[Symbol.dispose]();
    await server.stop();
  });
  /** A folder that nobody else uses, and that does not exist. */
  const newFolder = () => `drop/${randomUUID()}`;
  const filesBelow = (folder: string) => readdir(join(server.root, folder), { recursive: true });

  it(
    "makes folders of any depth, from the login's own or from the root",
    withLeakCheck(async () => {
      for (const folder of [`${newFolder()}/a/b c`, `/${newFolder()}/a`, newFolder()]) {
        const [event] = sampleEvents(1);
        assert.ok(event);
        await publishTo(ftpsSettings(server, "ftpes", encodeURI(folder)), [event]);
        assert.deepEqual(await filesBelow(folder), [event.JobId, `${event.JobId}/000001-AcquisitionProgress.json`]);
      }
    }),
  );

  it(
    "leaves nothing of a check behind",
    withLeakCheck(async () => {
      const folder = newFolder();
      await checkOf(ftpsSettings(server, "ftpes", folder));
      assert.deepEqual(await filesBelow(folder), []);
    }),
  );

  it(
    "tells a folder that may not be entered from one that is missing",
    withLeakCheck(async () => {
      const [closed, parent] = [randomUUID(), randomUUID()];
      await mkdir(join(server.root, closed), { mode: 0o700 });
      await mkdir(join(server.root, parent));
      await assertRefused(checkOf(ftpsSettings(server, "ftpes", closed)), "access-denied");
      await assertRefused(checkOf(ftpsSettings(server, "ftpes", `${parent}/missing`)), "destination-not-found");
    }),
  );

  it(
    "may not make the folder of a job",
    withLeakCheck(async () => {
      const [folder, [event]] = [newFolder(), sampleEvents(1)];
      assert.ok(event);
      await mkdir(join(server.root, folder)); // of root: nobody else makes a folder in it
      await mkdir(join(server.root, folder, event.JobId));
      await chmod(join(server.root, folder, event.JobId), 0o777);
      await assertRefused(checkOf(ftpsSettings(server, "ftpes", folder)), "access-denied");
      await publishTo(ftpsSettings(server, "ftpes", folder), [event]);
    }),
  );

  it(
    "makes its folders again when the reader has removed them",
    withLeakCheck(async () => {
      const [folder, events] = [newFolder(), sampleEvents(2)];
      await withPublisherTo(ftpsSettings(server, "ftpes", folder), async (publisher) => {
        await publisher.publish(events.slice(0, 1), forever);
        await rm(join(server.root, folder), { recursive: true });
        await publisher.publish(events.slice(1), forever);
      });
      assert.equal((await filesBelow(folder)).length, 1 + 1);
    }),
  );

  it(
    "removes with the last event of a job what lost connections left, and nothing else",
    withLeakCheck(async () => {
      const [folder, [event]] = [newFolder(), sampleEvents(1)];
      assert.ok(event);
      const settings = ftpsSettings(server, "ftpes", folder);
      await publishTo(settings, [event]);
      const ofJob = join(folder, event.JobId);
      const others = [".a.json", "a.json.0123456789ab"];
      for (const name of [".000001-JobCreated.json.0123456789ab", ...others])
        await writeFile(join(server.root, ofJob, name), "half");
      await chmod(join(server.root, ofJob), 0o777);
      const last = { ...event, Sequence: 2, EventType: "FinalError" } as LifecycleEvent;
      await publishTo(settings, [last]);
      assert.deepEqual(
        (await filesBelow(ofJob)).toSorted(),
        [...others, eventFileName(event), eventFileName(last)].toSorted(),
      );
    }),
  );

  it(
    "needs four commands for an event once the job has its folder",
    withLeakCheck(async () => {
      const events = sampleEvents(3);
      await withPublisherTo(ftpsSettings(server, "ftpes", newFolder()), async (publisher) => {
        await publisher.publish(events.slice(0, 1), forever);
        const before = (await commands(server)).length;
        await publisher.publish(events.slice(1), forever);
        const ofOne = ["EPSV", "STOR", "RNFR", "RNTO"];
        assert.deepEqual((await commands(server)).slice(before), [...ofOne, ...ofOne]);
      });
    }),
  );

  it(
    "is content with a server that replaces no file when the event stands there already",
    withLeakCheck(async () => {
      await using strict = await startVsftpd({ tls: "none", settings: { cmds_denied: "RNTO" } });
      const [event] = sampleEvents(1);
      assert.ok(event);
      const settings = ftpsSettings(strict, "ftp", "drop");
      await assertRefused(publishTo(settings, [event]), "access-denied");
      const ofJob = join(strict.root, "drop", event.JobId);
      assert.deepEqual(await readdir(ofJob), []);
      const file = join(ofJob, eventFileName(event));
      await writeFile(file, "something else");
      await assertRefused(publishTo(settings, [event]), "access-denied");
      assert.equal(await readFile(file, "utf8"), "something else");
      await writeFile(file, JSON.stringify(event));
      await publishTo(settings, [event]);
      assert.deepEqual(await readdir(ofJob), [eventFileName(event)]);
    }),
  );

  // vsftpd knows no quotas, so a disk of its own stands for one. It answers 451 when that is full; servers with quotas
  // answer 452 or 552 (errors.test.ts: target-full). Both are tried again.
  it(
    "waits for space on a full disk, and leaves no half file there",
    { skip: await whyNoSmallDisks(tmpdir()) },
    withLeakCheck(async () => {
      await using full = await startVsftpd({ tls: "explicit", dropKiB: 256 });
      using _trust = trustAlso(full.certificate);
      const [small, large] = [sampleEvents(1), sampleEvents(1, { paddingBytes: 300_000 })];
      await withPublisherTo(ftpsSettings(full, "ftpes", "drop"), async (publisher) => {
        await publisher.publish(small, forever);
        await assert.rejects(publisher.publish(large, forever), { reason: "write-refused", retryable: true });
        const names = await readdir(join(full.root, "drop"), { recursive: true });
        assert.deepEqual(names.filter((name) => name.includes(".json")).length, 1);
        await publisher.publish(sampleEvents(1), forever);
      });
    }),
  );

  it(
    "a reader with a session of its own, who looks every 5 ms, never sees half a file",
    withLeakCheck(async () => {
      // A file takes some 0.1 s.
      await using slow = await startVsftpd({ tls: "explicit", settings: { anon_max_rate: 2_000_000 } });
      using _trust = trustAlso(slow.certificate);
      const events = sampleEvents(5, { paddingBytes: 200_000 });
      const ofJob = `drop/${String(events[0]?.JobId)}`;
      await using reader = await openFtpReader(slow);
      await withPublisherTo(ftpsSettings(slow, "ftpes", "drop"), async (publisher) => {
        const state = { publishing: true };
        const published = (async () => {
          await publisher.publish(events, forever);
          await publisher.publish(events, forever); // each file is replaced by the same one
        })().finally(() => (state.publishing = false));
        try {
          while (state.publishing) {
            await reader.look(ofJob);
            await sleep(5);
          }
        } finally {
          await published;
        }
        assert.deepEqual(await reader.look(ofJob), events);
      });
    }),
  );
});

/** The commands that the server was given so far, without their arguments. */
async function commands(server: FtpServer): Promise<string[]> {
  const log = await readFile(server.log, "utf8");
  return [...log.matchAll(/FTP command: Client "[^"]*", "(\w+)/gu)].map(([, command]) => String(command));
}
