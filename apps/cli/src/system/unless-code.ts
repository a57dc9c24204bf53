/** For the `catch` of a file operation: null where it failed with this code of Node. */
export function unlessCode(expected: string): (error: NodeJS.ErrnoException) => null {
  return (error) => {
    if (error.code === expected) return null;
    throw error;
  };
}
