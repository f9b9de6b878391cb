/// <reference lib="dom" />

/**
 * Runs in the page: what a browser does that translates. Every text is replaced by a copy
 * inside two `<font>` elements, again and again while the page changes, as Google Translate
 * and Chromium's own translation do. Whoever kept a text node keeps one that is nowhere.
 */
export function translatePage(): void {
  // The old element, which no program but a translator makes any more.
  const font = () => document.createElementNS('http://www.w3.org/1999/xhtml', 'font')
  const IGNORED = 'script, style, font, textarea, select, noscript'
  const translate = (root: Node): void => {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT)
    const texts: Text[] = []
    while (walker.nextNode()) texts.push(walker.currentNode as Text)
    for (const text of texts) {
      if (!text.data.trim() || text.parentElement?.closest(IGNORED) !== null) continue
      const inner = font()
      const outer = font()
      inner.append(text.data)
      outer.append(inner)
      text.replaceWith(outer)
      window.translatedTexts = (window.translatedTexts ?? 0) + 1
    }
  }
  const watch = (): void => {
    translate(document.body)
    new MutationObserver(() => translate(document.body)).observe(document.body, {
      subtree: true,
      childList: true,
      characterData: true,
    })
  }
  if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', watch)
  else watch()
}

declare global {
  interface Window {
    /** How many texts `translatePage` has replaced. */
    translatedTexts?: number
  }
}
