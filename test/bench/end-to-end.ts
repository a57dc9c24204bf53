import { makeTempFolder, type TempFolder } from "@reelbus/testing";
import { deepEqual } from "node:assert/strict";
import { join } from "node:path";
import type { Bench } from "./bench.ts";
import { filesBelow } from "../support/files-below.ts";
import { bareCommandsOf, runBare, type BareRun } from "./measure/bare-run.ts";
import { benchFilm, FULL_FILM, SHORT_FILM } from "./measure/bench-film.ts";
import { startMeasuredSystem, type MeasuredJob } from "./measure/measured-system.ts";
import { jobWithPictures, makeJobFolders, plainJob } from "./measure/normal-job.ts";
import { cpuTable, phaseTable, ratioTable } from "./end-to-end-tables.ts";

const ROUNDS = { full: 2, short: 1 };
const FILMS = { full: FULL_FILM, short: SHORT_FILM };

/** One turn of the three: their ratios compare what ran beside each other. */
export interface Round {
  /** Without pictures and thumbnails: what the bare run makes too. */
  readonly plain: MeasuredJob;
  readonly bare: BareRun;
  /** With pictures and thumbnails. */
  readonly normal: MeasuredJob;
}

/** A job against the bare limit: one ffmpeg command and the packager, on the same film with the same settings. */
export const endToEnd: Bench = {
  name: "end-to-end",
  run: async (size) => {
    const film = await benchFilm(FILMS[size]);
    await using folder = await makeTempFolder("bench-end-to-end");
    const rounds: Round[] = [];
    for (let number = 1; number <= ROUNDS[size]; number++) rounds.push(await runRound(folder, film, number));
    return [ratioTable(rounds), phaseTable(rounds), cpuTable(rounds)];
  },
};

async function runRound(folder: TempFolder, film: string, number: number): Promise<Round> {
  const plainFolders = await makeJobFolders(join(folder.path, `plain-${number}`), film);
  const plain = await runAlone(folder.path, (system) => system.run(plainJob(plainFolders), plainFolders.events));

  const bare = await runBare(bareCommandsOf(plain.children), film);
  deepEqual(bare.files, await filesBelow(plainFolders.published), "the bare run and the job made different files");

  const folders = await makeJobFolders(join(folder.path, `normal-${number}`), film);
  const normal = await runAlone(folder.path, (system) => system.run(jobWithPictures(folders), folders.events));
  return { plain, bare, normal };
}

/** A system for one job: nothing of it runs beside the bare run, and what its first job costs counts each time. */
async function runAlone(
  folder: string,
  use: (system: Awaited<ReturnType<typeof startMeasuredSystem>>) => Promise<MeasuredJob>,
): Promise<MeasuredJob> {
  await using system = await startMeasuredSystem(folder);
  return await use(system);
}
