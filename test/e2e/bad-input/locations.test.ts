import assert from "node:assert/strict";
import { mkdir } from "node:fs/promises";
import { basename, join } from "node:path";
import { after, before, describe, it } from "node:test";
import { openBadInputBench, type BadInputBench } from "../../support/bad-input-bench.ts";
import { filesIfAny } from "../../support/files-below.ts";
import { startBrokenServer, type BrokenServer } from "../../support/broken-server.ts";
import { smallJob } from "../../support/job.ts";
import { makeTinyMedia } from "../../support/tiny-media.ts";
import type { BadCase, Places } from "./bad-case.ts";
import { BAD_HOSTS, BAD_SERVERS } from "./bad-servers.ts";
import { BAD_SOURCES } from "./bad-sources.ts";
import { BAD_TARGETS } from "./bad-targets.ts";

/** Enough that nobody waits behind those who wait for a server. */
const SCALE = ["pre-validation=8", "acquisition=4"].flatMap((one) => ["--scale", one]);
/** A server that falls silent is asked three times, 30 s each. */
const TIMEOUT_MS = 240_000;
const CASES: readonly BadCase[] = [...BAD_SERVERS, ...BAD_HOSTS, ...BAD_SOURCES, ...BAD_TARGETS];

interface Posted {
  readonly bad: BadCase;
  readonly places: Places;
  readonly jobId: string;
  /** Of the good job that was posted next. */
  readonly nextJobId: string;
  /** What lay at the target before. */
  readonly before: readonly string[];
}

const isTemporary = (path: string) => basename(path).startsWith(".");

describe("a job that names what can't be used", () => {
  let bench: BadInputBench;
  let server: BrokenServer;
  const posted: Posted[] = [];

  before(async () => {
    const film = await makeTinyMedia("mp4");
    server = await startBrokenServer(film);
    bench = await openBadInputBench("bad-input", { args: SCALE, timeoutMs: TIMEOUT_MS });
    const good = await bench.lay("good", { "film.mp4": film });
    // All together: those that wait for a server wait at the same time.
    for (const [index, bad] of CASES.entries()) posted.push(await post(bad, index, good));
  });
  after(async () => {
    await bench[Symbol.asyncDispose]();
    await server[Symbol.asyncDispose]();
  });

  async function post(bad: BadCase, index: number, good: string): Promise<Posted> {
    const [source, published] = [join(bench.folder, `in-${index}`), join(bench.folder, `out-${index}`)];
    const places: Places = { source, published, server };
    await mkdir(source);
    const job = { ...smallJob({ source, published }), ...(await bad.make(places)) };
    const nextJob = smallJob({ source: good, published: join(bench.folder, `next-${index}`) });
    const before = await filesIfAny(published);
    return { bad, places, before, jobId: await bench.submit(job), nextJobId: await bench.submit(nextJob) };
  }

  for (const [index, { what }] of CASES.entries())
    it(`${what}: is told so, publishes nothing, and the next job succeeds`, async () => {
      const { bad, places, jobId, nextJobId, before } = posted[index] ?? assert.fail("not posted");
      await bench.fails(jobId, bad.answer(places));
      await bench.succeeds(nextJobId);
      const left = await filesIfAny(places.published);
      if (bad.leavesFiles === true) assert.deepEqual(left.filter(isTemporary), []);
      else assert.deepEqual(left, before);
    });

  it("no secret of a URL is told or logged", () => {
    assert.ok(!bench.system.log().includes("marker-of-a-signature"));
  });

  it("leaves nothing in the workspace, no temporary file and no program", () => bench.leavesNothing());
});
