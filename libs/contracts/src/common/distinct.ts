/** Arguments of zod's `refine` for an array in which nothing may stand twice; runs beside problems of the items. */
export const distinct: [
  check: (values: readonly unknown[]) => boolean,
  params: { error: string; when(payload: { value: unknown }): boolean },
] = [
  (values) => new Set(values).size === values.length,
  { error: "expected each value once", when: (payload) => Array.isArray(payload.value) },
];
