/// <reference lib="dom" />
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core'
import { scaled } from '../harness/machine-speed.ts'
import { waitFor } from '../harness/wait-for.ts'
import { installRecorder, keepPeers } from './recorder.ts'
import type { Sample } from './sample.ts'

/** How a client opens the page of a room. */
export interface BrowserClientOptions {
  name: string
  /** Address of the room. */
  url: string
  /** A camera of 720 lines, and a window in which others have as many. Default false. */
  largeVideo?: boolean
}

const LARGE_WINDOW = { width: 1280, height: 800 }
const SMALL_WINDOW = { width: 960, height: 600 }
const STEP_TIMEOUT_MS = 20_000
const LOOK_MS = 100

/** What a page recorded in a span of time. */
export interface Recording {
  samples: readonly Sample[]
  /** Differs after each load of the page. */
  load: number
}

/** A participant with a page in a browser. Finds everything by role and accessible name. */
export class BrowserClient {
  readonly name: string
  readonly page: Page
  readonly #context: BrowserContext

  private constructor(name: string, context: BrowserContext, page: Page) {
    this.name = name
    this.#context = context
    this.page = page
  }

  /** Opens the page of a room, up to the preview. */
  static async open(
    browser: Browser,
    { name, url, largeVideo: large = false }: BrowserClientOptions,
  ): Promise<BrowserClient> {
    const viewport = large ? LARGE_WINDOW : SMALL_WINDOW
    const context = await browser.newContext({ locale: 'en-US', viewport })
    context.setDefaultTimeout(scaled(STEP_TIMEOUT_MS))
    await context.addInitScript(keepPeers)
    await context.addInitScript(installRecorder)
    if (!large) await context.addInitScript(preferSmallVideo)
    const page = await context.newPage()
    await page.goto(url)
    await page.getByRole('textbox', { name: 'Your name' }).fill(name)
    return new BrowserClient(name, context, page)
  }

  /** Takes a seat; returns once the meeting is shown. */
  async join(): Promise<void> {
    await this.page.getByRole('button', { name: 'Join now' }).click()
    await this.#toolbar.waitFor()
  }

  /** What the page recorded since a moment. */
  async recording(since: number): Promise<Recording> {
    return await this.page.evaluate((at) => {
      const { plenaryRecorder } = window
      return { samples: plenaryRecorder.since(at), load: performance.timeOrigin }
    }, since)
  }

  /**
   * Waits for a sample in which nothing is missing.
   *
   * @param why - says what is missing in a sample, or undefined when nothing is
   * @returns when the first such sample was taken, in milliseconds since the epoch
   * @throws {Error} that says what is missing, when time is up
   */
  async waitForSample(
    since: number,
    why: (sample: Sample) => string | undefined,
    timeoutMs = STEP_TIMEOUT_MS,
  ): Promise<number> {
    let found: Sample | undefined
    await waitFor(
      async () => {
        const { samples } = await this.recording(since)
        found = samples.find((sample) => why(sample) === undefined)
        const last = samples.at(-1)
        return found ? undefined : `${this.name}: ${(last && why(last)) ?? 'nothing recorded'}`
      },
      { timeoutMs, intervalMs: LOOK_MS },
    )
    return found?.at ?? Number.NaN
  }

  /**
   * Waits until the browser gathers ICE candidates with an address of its machine. Browsers
   * notice new networks late, and nothing in the page can use them before.
   *
   * @returns when it did, in milliseconds since the epoch
   */
  async waitForAddress(address: string): Promise<number> {
    return await this.page.evaluate(findCandidate, address)
  }

  /** Sends a chat message to everybody. */
  async sendChat(text: string): Promise<void> {
    await this.#openChat()
    const chat = this.#chat
    await chat.getByRole('textbox', { name: 'Message' }).fill(text)
    await chat.getByRole('button', { name: 'Send' }).click()
  }

  /** Waits until the chat shows each of these texts. */
  async waitForChat(...texts: string[]): Promise<void> {
    await this.#openChat()
    const messages = this.#chat.getByRole('log', { name: 'Messages' })
    for (const text of texts) await messages.getByText(text, { exact: true }).first().waitFor()
  }

  /** Gives the seat up. */
  async leave(): Promise<void> {
    await this.#toolbar.getByRole('button', { name: 'Leave', exact: true }).click()
    await this.#toolbar.waitFor({ state: 'detached' })
  }

  async close(): Promise<void> {
    await this.#context.close()
  }

  get #toolbar(): Locator {
    return this.page.getByRole('toolbar', { name: 'Meeting controls' })
  }

  get #chat(): Locator {
    return this.page.getByRole('region', { name: 'Chat', exact: true })
  }

  async #openChat(): Promise<void> {
    if (await this.#chat.isVisible()) return
    await this.#toolbar.getByRole('button', { name: /^Chat/ }).click()
    await this.#chat.waitFor()
  }
}

/** Runs in the page: gathers candidates until one has the address. */
async function findCandidate(address: string): Promise<number> {
  for (;;) {
    const peer = new RTCPeerConnection()
    peer.createDataChannel('probe')
    const found = new Promise<boolean>((resolve) => {
      peer.onicecandidate = ({ candidate }) => {
        if (!candidate) resolve(false)
        else if (candidate.address === address) resolve(true)
      }
    })
    await peer.setLocalDescription()
    const isFound = await found
    peer.close()
    if (isFound) return performance.timeOrigin + performance.now()
  }
}

/** Runs in the page: stores a camera of 360 lines, as if it had been chosen before. */
function preferSmallVideo(): void {
  localStorage['plenary.media'] ??= JSON.stringify({ resolution: '360p' })
}
