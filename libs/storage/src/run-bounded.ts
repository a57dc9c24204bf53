/**
 * Runs `work` for every item, at most `limit` at once, started in the items' order. The first failure aborts the
 * signal that the others got, and rejects once none of them runs any more.
 */
export async function runBounded<Item>(
  items: Iterable<Item>,
  limit: number,
  signal: AbortSignal,
  work: (item: Item, signal: AbortSignal) => Promise<void>,
): Promise<void> {
  signal.throwIfAborted();
  const failing = new AbortController();
  const either = AbortSignal.any([signal, failing.signal]);
  const queue = items[Symbol.iterator]();
  let failure: { readonly error: unknown } | null = null;

  const worker = async () => {
    for (let next = queue.next(); next.done !== true && !either.aborted; next = queue.next()) {
      try {
        await work(next.value, either);
      } catch (error) {
        failure ??= { error };
        failing.abort(error);
      }
    }
  };
  await Promise.all(Array.from({ length: limit }, worker));

  signal.throwIfAborted();
  const first = failure as { readonly error: unknown } | null;
  if (first !== null) throw first.error;
}
