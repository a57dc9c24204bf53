import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { makeOnce, runFfmpeg } from "./made-media.ts";
import type { MediaRecipe } from "./media-recipe.ts";
import { oddContainers } from "./odd-containers.ts";
import { oddLengths } from "./odd-lengths.ts";
import { oddPictures } from "./odd-pictures.ts";
import { oddSounds } from "./odd-sounds.ts";

const recipes = { ...oddPictures, ...oddSounds, ...oddContainers, ...oddLengths };

/** The name of a recipe, which says what is odd about the media. */
export type OddMediaName = keyof typeof recipes;

/**
 * Makes media that is odd but legal, or takes what an earlier call made in this test run. Picture and sound are those
 * of `test-picture.ts`.
 *
 * @returns the path of a file that tests share: read it, copy it, never change it
 */
export function makeOddMedia(name: OddMediaName): Promise<string> {
  const recipe: MediaRecipe = recipes[name];
  return makeOnce([name, recipe], recipe.extension, async (output, folder) => {
    for (const [text, content] of Object.entries(recipe.texts ?? {})) await writeFile(join(folder, text), content);
    for (const [file, args] of Object.entries(recipe.before ?? {})) await runFfmpeg([...args, file], folder);
    await runFfmpeg([...recipe.arguments, output], folder);
  });
}
