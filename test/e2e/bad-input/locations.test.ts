import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { openBadInputBench, type BadInputBench } from "../../support/bad-input-bench.ts";
import { startBrokenServer } from "../../support/broken-server.ts";
import { smallJob } from "../../support/job.ts";
import { makeTinyMedia } from "../../support/tiny-media.ts";
import type { Places } from "./bad-case.ts";
import { badHosts, badServers } from "./bad-servers.ts";
import { BAD_SOURCES } from "./bad-sources.ts";
import { BAD_TARGETS } from "./bad-targets.ts";

const SCALE = ["pre-validation=8", "acquisition=4", "media-mapping=4"].flatMap((one) => ["--scale", one]);
/** A server that stalls is asked three times, 30 s each. */
const TIMEOUT_MS = 200_000;

const film = await makeTinyMedia("mp4");
await using server = await startBrokenServer(film);
const cases = [...badServers(server), ...(await badHosts()), ...BAD_SOURCES, ...BAD_TARGETS];

describe("a job that can't be done, and the next one", () => {
  let bench: BadInputBench;
  const posted: { readonly jobId: string; readonly places: Places; readonly nextJobId: string }[] = [];

  before(async () => {
    bench = await openBadInputBench("bad-input", { args: SCALE, timeoutMs: TIMEOUT_MS });
    const good = await bench.lay("good", { "film.mp4": film });
    // All at once: those who wait for a server do so together.
    for (const [index, { make }] of cases.entries()) {
      const [source, published] = [join(bench.folder, `in-${index}`), join(bench.folder, `out-${index}`)];
      await mkdir(source);
      const places: Places = { bench, source, published };
      const jobId = await bench.submit({ ...smallJob({ source, published }), ...(await make(places)) });
      const nextJobId =
        index % 4 === 0
          ? await bench.submit(smallJob({ source: good, published: join(bench.folder, `good-${index}`) }))
          : "";
      posted.push({ jobId, places, nextJobId });
    }
  });
  after(() => bench[Symbol.asyncDispose]());

  for (const [index, { what, answer }] of cases.entries())
    it(what, async () => {
      const { jobId, places } = posted[index]!;
      await bench.fails(jobId, answer(places));
    });
});
