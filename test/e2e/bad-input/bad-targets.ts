import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { makeTinyMedia } from "../../support/tiny-media.ts";
import { FOUND_BY, type BadCase } from "./bad-case.ts";

/** Folders that can't be written to, for root neither. */
export const BAD_TARGETS: readonly BadCase[] = [
  {
    what: "a target below a file",
    make: async ({ source, published }) => {
      await writeFile(join(source, "film.mp4"), await makeTinyMedia("mp4"));
      await writeFile(published, "no folder");
      return { ContentPublishing: { Provider: "Local", UriPath: `${published}/film` } };
    },
    answer: ({ published }) => ({
      ...FOUND_BY.preValidation,
      Reason: "write-refused",
      Retryable: false,
      Message: `ContentPublishing: "${published}/film" can't be written: a folder stands where a file belongs, or the other way round. Move it away, or publish to another folder.`,
    }),
  },
  {
    what: "a target with a folder where a file belongs, found out when the film is put there",
    make: async ({ source, published }) => {
      await writeFile(join(source, "film.mp4"), await makeTinyMedia("mp4"));
      await mkdir(join(published, "manifest.mpd"), { recursive: true });
      return {};
    },
    answer: ({ published }) => ({
      ...FOUND_BY.publishing,
      Reason: "write-refused",
      Retryable: false,
      Message: `"${published}/manifest.mpd" can't be written: a folder stands where a file belongs, or the other way round. Move it away, or publish to another folder.`,
    }),
    leavesFiles: true,
  },
  {
    what: "a target outside the allowed folders",
    make: () => Promise.resolve({ ContentPublishing: { Provider: "Local", UriPath: "/no-such-root/film" } }),
    answer: () => ({
      ...FOUND_BY.preValidation,
      Reason: "location-not-allowed",
      Retryable: false,
      Message:
        'ContentPublishing: "/no-such-root/film" lies outside the folders that the operator allows, or is a link that leads out of them. Name a path below one of them, or have the operator allow its folder: --allow of reelbus up, REELBUS_ALLOWED_ROOTS of a service.',
    }),
  },
];
