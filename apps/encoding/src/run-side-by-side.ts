/**
 * Runs all at the same time, to the end of each. When one fails, the others are aborted.
 * @throws what failed first; the signal's reason after an abort
 */
export async function runSideBySide<Item>(
  items: readonly Item[],
  signal: AbortSignal,
  run: (item: Item, signal: AbortSignal, index: number) => Promise<void>,
): Promise<void> {
  const failed = new AbortController();
  const either = AbortSignal.any([signal, failed.signal]);
  const runs = items.map((item, index) =>
    run(item, either, index).catch((error: unknown) => {
      failed.abort(error);
    }),
  );
  await Promise.all(runs);
  signal.throwIfAborted();
  failed.signal.throwIfAborted();
}
