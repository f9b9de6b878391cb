/**
 * Folds a name, or a part of one, for a search: without case, accents and space around it, so
 * that one text is in another when people would say that it is. Decomposed (NFKD), so that a
 * Korean syllable matches while it is being typed.
 *
 * @param text - any text; the result may be several times as long
 */
export function foldForSearch(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{Mn}/gu, '')
    .toLowerCase()
    .trim()
}
