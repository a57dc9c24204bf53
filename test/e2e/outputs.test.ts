import { after, before, describe } from "node:test";
import { publishClockFilms, type Protection, type PublishedFilms } from "../support/clock-jobs.ts";
import { describeManifests } from "../support/outputs/manifest-suite.ts";
import { describeMedia } from "../support/outputs/media-suite.ts";

/** The names of the jobs; two of them are posted twice. */
const FILMS = { clear: "clear", clearAgain: "clear", cenc: "cenc", cbcs: "cbcs", cbcsAgain: "cbcs" } as const;

describe("the outputs", () => {
  let films: PublishedFilms<keyof typeof FILMS>;

  before(async () => {
    films = await publishClockFilms<keyof typeof FILMS>(FILMS satisfies Record<string, Protection>);
  });
  after(() => films[Symbol.asyncDispose]());

  describe("manifests", () => describeManifests(() => films));
  describe("media", () => describeMedia(() => films));
});
