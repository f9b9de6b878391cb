/** Joins names as the language does: "Ann, Ben and Cem". */
export function listNames(names: readonly string[], language: string): string {
  return new Intl.ListFormat(language, { style: 'long', type: 'conjunction' }).format(names)
}
