/** As many calls as the notifier makes to one target at a time. */
export const CALLS_AT_A_TIME = 8;

/** Works on the items in their order, so many at a time. */
export async function sideBySide<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const left = items.values();
  const worker = async () => {
    for (const item of left) await work(item);
  };
  await Promise.all(Array.from({ length: CALLS_AT_A_TIME }, worker));
}
