/// <reference lib="dom" />
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import type { AxeResults } from 'axe-core'
import type { Page } from 'playwright-core'

// What the law of most countries and WCAG 2.2 AA ask for.
const STANDARDS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']

let source: Promise<string> | undefined

/**
 * Serious and critical findings of axe-core on a page as it is now, one line for
 * each element.
 */
export async function findBarriers(page: Page): Promise<string[]> {
  source ??= readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
  // Through the debugger, as the content security policy refuses foreign scripts.
  await page.evaluate(await source)
  await page.evaluate(settleAnimations)
  const options = JSON.stringify({ runOnly: STANDARDS, resultTypes: ['violations'] })
  const { violations } = await page.evaluate<AxeResults>(`axe.run(document, ${options})`)
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) =>
      nodes.map((node) => `${id}: ${node.html.slice(0, 160)} ${node.failureSummary}`),
    )
}

/** A panel that fades in has, for a moment, too little contrast. */
async function settleAnimations(): Promise<void> {
  const finite = document.getAnimations().filter(({ effect }) => {
    const { endTime } = effect?.getComputedTiming() ?? {}
    return typeof endTime === 'number' && Number.isFinite(endTime)
  })
  await Promise.allSettled(finite.map(({ finished }) => finished))
}
