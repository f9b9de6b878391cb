/// <reference lib="dom" />
import type { Page } from 'playwright-core'
import { scaled } from '../../../tools/harness/machine-speed.ts'
import { waitFor } from '../../../tools/harness/wait-for.ts'
import { installSlideWatch, type Sighting } from './slide-watch.ts'
import type { Participant } from './participant.ts'

const SIZE = { width: 1280, height: 720 }
/** Blocks in the upper left corner that carry the number of the slide, as bits. */
const MARK = { block: 32, bits: 8 }
const LINES = 26

/** When something became visible, in milliseconds since 1970. */
export interface Seen {
  /** After the change of the slide. */
  delayMs: number
  /** Structural similarity with the slide itself, once a second was over, 0 to 1. */
  similarity: number
}

/** A tab with pages of text: they change when a test says so, and stand still in between. */
export class Slides {
  readonly #page: Page
  readonly #shownAt = new Map<number, number>()

  private constructor(page: Page) {
    this.#page = page
  }

  /** Opens them in the browser of somebody who is about to share: `sharing` browsers take this tab. */
  static async open(sharer: Participant): Promise<Slides> {
    const page = await sharer.context.newPage()
    await page.setViewportSize(SIZE)
    await page.setContent('<title>Slides to share</title><body></body>')
    const slides = new Slides(page)
    await slides.show(1)
    await sharer.page.bringToFront()
    return slides
  }

  /** Shows another page of text. */
  async show(slide: number): Promise<void> {
    await this.#draw({ slide, text: slide, shift: 0 })
  }

  /** Moves a text up by one line for each slide, as somebody does who reads it. */
  async scroll(slide: number): Promise<void> {
    await this.#draw({ slide, text: 0, shift: slide })
  }

  /**
   * Waits until a viewer sees a slide, and says how late and how sharp.
   *
   * @param sinceMs - counts from this moment instead of that of the change, for who came later
   */
  async seenBy(viewer: Participant, slide: number, sinceMs?: number): Promise<Seen> {
    const since = sinceMs ?? this.#shownAt.get(slide) ?? Number.NaN
    const sighting = await waitFor(
      `${viewer.name} sees slide ${slide}`,
      async () => {
        const found = await readSighting(viewer, slide)
        // A little longer than promised, so that what the viewer has by then is what is judged.
        return found && Date.now() > since + scaled(1000) + 100 ? found : 'it does not'
      },
      { timeoutMs: 15_000 },
    )
    const picture = (await this.#page.screenshot()).toString('base64')
    const similarity = await viewer.page.evaluate<number>(
      `window.slideWatch.compare(${slide}, ${since + scaled(1000)}, ${JSON.stringify(picture)})`,
    )
    return { delayMs: Math.round(sighting.firstAt - since), similarity }
  }

  async #draw(drawing: Pick<Drawing, 'slide' | 'text' | 'shift'>): Promise<void> {
    this.#shownAt.set(drawing.slide, Date.now())
    await this.#page.evaluate(drawSlide, { ...drawing, ...MARK, lines: LINES })
  }
}

/** Begins to note which slides somebody sees, and when. */
export async function watchSlides(viewer: Participant, label: string): Promise<void> {
  await viewer.page.evaluate(`(${String(installSlideWatch)})(${JSON.stringify({ label, ...MARK })})`)
}

function readSighting(viewer: Participant, slide: number): Promise<Sighting | null> {
  return viewer.page.evaluate<Sighting | null>(`window.slideWatch.sighting(${slide})`)
}

/** What a slide looks like. */
interface Drawing {
  /** Its number, which stands in its corner as bits. */
  slide: number
  /** Which text it is. */
  text: number
  /** Line of the text that is uppermost. */
  shift: number
  /** Pixels along an edge. */
  block: number
  bits: number
  lines: number
}

/** Runs in the page of the slides. Must not use anything from outside itself. */
function drawSlide({ slide, text, shift, block, bits, lines }: Drawing): Promise<void> {
  const words = 'meeting agenda budget quarter revenue forecast people deadline risk plan'.split(' ')
  const line = (index: number): string =>
    Array.from({ length: 12 }, (_, place) => {
      const word = index * 7 + place * 3 + text * (place + 1)
      return words[word % words.length] ?? ''
    }).join(' ')
  const marks = Array.from({ length: bits }, (_, bit) => {
    const color = (slide >> bit) & 1 ? 'black' : 'white'
    return `<i style="display:inline-block;width:${block}px;height:${block}px;background:${color}"></i>`
  })
  const paragraphs = Array.from({ length: lines }, (_, index) => `<div>${line(index + shift)}</div>`)
  document.body.style.cssText = 'margin:0;background:white;color:#111;font:18px/24px sans-serif'
  document.body.innerHTML =
    `<div style="height:${block}px;line-height:0">${marks.join('')}</div>` +
    `<main style="padding:8px 16px">${paragraphs.join('')}</main>`
  return new Promise((resolve) => requestAnimationFrame(() => resolve()))
}
