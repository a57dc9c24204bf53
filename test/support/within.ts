/**
 * Awaits a promise, but not forever.
 *
 * @param what what is awaited, as the end of the sentence "Waited 5000 ms in vain for ..."
 * @throws {Error} when the time is over; what the promise becomes later is ignored
 */
export async function within<T>(timeoutMs: number, what: string, promise: Promise<T>): Promise<T> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new Error(`Waited ${timeoutMs} ms in vain for ${what}`)), timeoutMs);
  try {
    return await Promise.race([promise, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
