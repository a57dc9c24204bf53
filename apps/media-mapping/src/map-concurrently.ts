/**
 * Maps items by an asynchronous function, at most `limit` at a time, and ends when all that was begun has ended. After a
 * failure nothing more is begun.
 * @throws what the function threw for the first item, in the items' order, that failed.
 */
export async function mapConcurrently<T, R>(
  items: readonly T[],
  limit: number,
  map: (item: T) => Promise<R>,
): Promise<R[]> {
  const waiting = items.entries();
  const results: PromiseSettledResult<R>[] = [];
  let failed = false;
  async function work(): Promise<void> {
    for (const [index, item] of waiting) {
      if (failed) return;
      const [result] = await Promise.allSettled([map(item)]);
      results[index] = result;
      failed ||= result.status === "rejected";
    }
  }
  await Promise.all(Array.from({ length: limit }, work));
  return results.map((result) => {
    if (result.status === "rejected") throw result.reason;
    return result.value;
  });
}
