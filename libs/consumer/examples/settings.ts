/** How a variable of the environment must look: in words, and as a pattern. */
type Form = readonly [words: string, pattern: RegExp];

/** Variables of the environment that have no default. Tells which are missing or wrong, if any, and ends the program. */
export function required<Name extends string>(forms: Readonly<Record<Name, Form>>): Record<Name, string> {
  const problems = Object.entries<Form>(forms).flatMap(([name, [words, pattern]]) => {
    const value = process.env[name] ?? "";
    return pattern.test(value) ? [] : [`${name} is ${value === "" ? "missing" : "wrong"}; expected: ${words}`];
  });
  if (problems.length > 0) {
    console.error(problems.join("\n"));
    process.exit(2);
  }
  return process.env as Record<Name, string>;
}

/** Tells in one line what failed, and which variables of the environment say where that is. */
export function tell(error: unknown, ...names: readonly string[]): void {
  const { message, code } = error as NodeJS.ErrnoException;
  console.error(`${message || code}; see ${names.join(", ")}`); // several addresses that don't answer have a code alone
}

/** Tells so and ends the program: let a service manager start it again. */
export function endNaming(...names: readonly string[]): (error: unknown) => never {
  return (error) => {
    tell(error, ...names);
    process.exit(1);
  };
}
