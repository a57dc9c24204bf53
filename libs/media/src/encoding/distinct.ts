/**
 * Makes the first free one of a name, the name with `detail`, and the name with a number from 2; `taken` remembers it.
 */
export function distinct(taken: Set<string>, name: string, detail?: string): string {
  const candidates = detail === undefined ? [name] : [name, `${name}${detail}`];
  for (const candidate of candidates) {
    if (!taken.has(candidate)) return remember(taken, candidate);
  }
  const last = candidates.at(-1) ?? name;
  let number = 2;
  while (taken.has(`${last}_${number}`)) number += 1;
  return remember(taken, `${last}_${number}`);
}

function remember(taken: Set<string>, name: string): string {
  taken.add(name);
  return name;
}
