/** What English calls a language, for a player's menu, for example `German`; the code itself where English has no name. */
export function languageName(language: string | null): string {
  if (language === null) return "Unknown";
  const names = new Intl.DisplayNames("en", { type: "language", fallback: "code" });
  // A comma or an equals sign would end a field of the packager's stream descriptors.
  return (names.of(language) ?? language).replaceAll(/[,=;"]/gu, "");
}
