import type { z } from "zod";

/** What a rule is given to judge an object by. */
export interface RuleContext<Value> {
  /** Whether the property is there at all, right by itself or not. */
  readonly given: (property: keyof Value & string) => boolean;
  /** Refuses the property `at` of the object, or what is deeper in it. */
  readonly refuse: (at: string | readonly PropertyKey[], message: string) => void;
}

/**
 * A check over several properties of one object:
 * `.superRefine(...rule(["Protocol"], ({ Protocol }, { given, refuse }) => ...))`.
 *
 * zod skips an object's own checks as soon as one of its properties is wrong, and a customer should see every problem
 * at once. A rule therefore runs whenever the properties whose values it reads are right by themselves, whatever else is wrong.
 */
export function rule<Value extends object, const Property extends keyof Value & string>(
  properties: readonly Property[],
  check: (value: Pick<Value, Property>, context: RuleContext<Value>) => void,
): [refinement: (value: Value, context: z.core.$RefinementCtx) => void, params: z.core.$ZodSuperRefineParams] {
  const refinement = (value: Value, context: z.core.$RefinementCtx) => {
    check(value, {
      given: (property) => value[property] !== undefined,
      refuse: (at, message) => {
        context.addIssue({ code: "custom", path: typeof at === "string" ? [at] : [...at], message });
      },
    });
  };
  return [refinement, { when: (payload) => isObject(payload.value) && !hasIssueAt(payload.issues, properties) }];
}

function isObject(value: unknown): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function hasIssueAt(issues: readonly z.core.$ZodRawIssue[], properties: readonly string[]): boolean {
  return issues.some(({ path }) => properties.includes(String(path?.[0])));
}
