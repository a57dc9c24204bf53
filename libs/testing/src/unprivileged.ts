const NOBODY = 65_534;

/**
 * Takes root's power over file permissions from this process until it is disposed of. Does nothing for any other user,
 * who has no such power.
 */
export function unprivileged(): Disposable {
  const isRoot = process.geteuid?.() === 0;
  if (isRoot) {
    process.setegid?.(NOBODY);
    process.seteuid?.(NOBODY);
  }
  return {
    [Symbol.dispose]: () => {
      if (!isRoot) return;
      process.seteuid?.(0);
      process.setegid?.(0);
    },
  };
}
