import type { JobDescriptionInput } from "@reelbus/contracts";
import { asSeenBy, createDatabase, makeFilm, startNats, whyNoSmallDisks } from "@reelbus/testing";
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { after, before, describe, it } from "node:test";
import { openBadInputBench, type BadInputBench } from "../../support/bad-input-bench.ts";
import { filesBelow, filesIfAny } from "../../support/files-below.ts";
import { smallJob } from "../../support/job.ts";
import { makeTinyMedia } from "../../support/tiny-media.ts";
import { FOUND_BY } from "./bad-case.ts";

const WORKSPACE_KIB = 3072;
/** Far more than the picture needs, so that the encoded film is many times the source. */
const encodedAt = (BitrateInKbps: number, ...heights: readonly number[]): JobDescriptionInput["ContentProcessing"] => ({
  OutputFormat: ["Cmaf"],
  OptimizeFor: "Speed",
  VideoRepresentations: heights.map((Height) => ({ Height, BitrateInKbps })),
});
const NO_ROOM = "The service's workspace has no space left. Submit the job again when the operator has made room.";

describe("a disk without space", { skip: await whyNoSmallDisks(tmpdir()) }, () => {
  const servers = new AsyncDisposableStack();
  let bench: BadInputBench;

  before(async () => {
    // The PostgreSQL of `reelbus up` would not run as the root that a user namespace makes of everybody.
    const [nats, database] = [servers.use(await startNats()), servers.use(await createDatabase())];
    bench = await openBadInputBench("full-disk", {
      env: { NATS_URL: nats.url, DATABASE_URL: database.url },
      workspaceKiB: WORKSPACE_KIB,
      disks: { small: { sizeKiB: 256 }, "read-only": { sizeKiB: 64, readOnly: true } },
    });
  });
  after(async () => {
    await bench[Symbol.asyncDispose]();
    await servers.disposeAsync();
  });

  const nextJobSucceeds = async (name: string) => {
    const source = await bench.lay(`next-${name}`, { "film.mp4": await makeTinyMedia("mp4") });
    await bench.succeeds(await bench.submit(smallJob({ source, published: join(bench.folder, `published-${name}`) })));
    await bench.leavesNothing();
  };

  it("is told when the source does not fit into the workspace", async () => {
    const source = await bench.lay("large", { "film.mp4": new Uint8Array(WORKSPACE_KIB * 1024 + 1) });
    const published = join(bench.folder, "published-large");
    await bench.fails(await bench.submit(smallJob({ source, published })), {
      ErrorCode: 5000,
      FailedPhase: "Acquisition",
      Reason: "workspace-full",
      Retryable: true,
      Message: NO_ROOM,
    });
    assert.deepEqual(await filesIfAny(published), []);
    await nextJobSucceeds("acquired");
  });

  it("is told when the encoded film does not fit into the workspace", async () => {
    const source = await bench.lay("film", { "film.mp4": await readFile(await makeFilm({ durationSeconds: 3 })) });
    const published = join(bench.folder, "published-film");
    const job = smallJob({ source, published }, { ContentProcessing: encodedAt(40_000, 180, 144, 120) });
    await bench.fails(await bench.submit(job), {
      ErrorCode: 5000,
      FailedPhase: "Encoding",
      Reason: "workspace-full",
      Retryable: true,
      Message: NO_ROOM,
    });
    assert.deepEqual(await filesIfAny(published), []);
    await nextJobSucceeds("encoded");
  });

  it("is told when the film does not fit into the target, and a read-only target is refused", async () => {
    const source = await bench.lay("published", { "film.mp4": await readFile(await makeFilm({ durationSeconds: 3 })) });
    const [small, readOnly] = [join(bench.folder, "small"), join(bench.folder, "read-only")];
    const overfull = await bench.submit(
      smallJob({ source, published: small }, { ContentProcessing: encodedAt(2_000, 180) }),
    );
    await bench.fails(await bench.submit(smallJob({ source, published: readOnly })), {
      ...FOUND_BY.preValidation,
      Reason: "write-refused",
      Retryable: false,
      Message: `ContentPublishing: "${readOnly}" can't be written: its file system is read-only. Publish to another folder.`,
    });
    await bench.fails(overfull, {
      ...FOUND_BY.publishing,
      Reason: "target-full",
      Retryable: true,
      Message: /^There is no space left to write ".+\/customer\/small\/[^"]+"\. Free some space there\.$/u,
    });
    const left = await filesBelow(asSeenBy(bench.system.pid, small));
    assert.deepEqual(
      left.filter((path) => basename(path).startsWith(".")),
      [],
    );
    await nextJobSucceeds("published");
  });
});
