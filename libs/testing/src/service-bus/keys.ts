export type ServiceBusRight = "Send" | "Listen";

/** The shared access keys of the stand-in. */
export const SERVICE_BUS_KEYS: readonly {
  readonly name: string;
  readonly key: string;
  readonly rights: readonly ServiceBusRight[];
}[] = [
  {
    name: "RootManageSharedAccessKey",
    key: "cm9vdCBrZXkgb2YgdGhlIHRlc3RzIGFuZCBubyBzZWNyZXQ=",
    rights: ["Send", "Listen"],
  },
  { name: "Listen", key: "bGlzdGVuIGtleSBvZiB0aGUgdGVzdHMgYW5kIG5vIHNlY3JldA==", rights: ["Listen"] },
];
