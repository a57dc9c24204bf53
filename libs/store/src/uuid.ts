const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/iu;

/** Whether a text may stand where the database expects a uuid; any other is the id of nothing. */
export function isUuid(text: string): boolean {
  return UUID.test(text);
}
