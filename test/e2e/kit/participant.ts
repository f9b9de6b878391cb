/// <reference lib="dom" />
import type { Browser, BrowserContext, BrowserContextOptions, Locator, Page } from 'playwright-core'
import { scaled } from '../../../tools/harness/machine-speed.ts'
import { setDefaultTimeout, waitFor } from '../../../tools/harness/wait-for.ts'
import { hideDepthCamera } from './fake-cameras.ts'
import { installProbe, type Probe } from './probe.ts'
import type { Reading, TileReading } from './readings.ts'

/** Names of the controls in the toolbar, as the interface contract fixes them. */
export type Control =
  | 'Mute microphone'
  | 'Unmute microphone'
  | 'Turn camera off'
  | 'Turn camera on'
  | 'Share screen'
  | 'Stop sharing'
  | 'Raise hand'
  | 'Lower hand'
  | 'Chat'
  | 'People'
  | 'Layout'
  | 'Settings'
  | 'Leave'

export interface OpenOptions {
  context?: BrowserContextOptions
  /** Runs in the page before its scripts. */
  prepare?: () => void
  /**
   * `small` as if the person had chosen 360 lines before, `default` as at the very
   * first visit (720 lines) and in a larger window. Default `small`.
   */
  camera?: 'small' | 'default'
}

/** Large enough for the best layer of a camera. */
export const LARGE_WINDOW = { width: 1280, height: 800 }
// Two cores draw and encode the pictures of everybody.
const SMALL_WINDOW = { width: 960, height: 600 }
// Browsers that share two cores take their time.
const STEP_TIMEOUT_MS = 30_000

setDefaultTimeout(STEP_TIMEOUT_MS)

/**
 * One person with one browser page. Finds everything by role and accessible name,
 * and records whatever the page complains about.
 */
export class Participant {
  readonly context: BrowserContext
  readonly page: Page
  readonly console: string[] = []
  /** Console errors, uncaught errors, requests that failed. */
  readonly #problems: string[] = []
  #forgiven: RegExp[] = []
  name = ''

  private constructor(context: BrowserContext, page: Page) {
    this.context = context
    this.page = page
  }

  /** Opens an empty page of its own, with no state of earlier ones. */
  static async open(
    browser: Browser,
    { context: options, prepare, camera }: OpenOptions = {},
  ): Promise<Participant> {
    const context = await browser.newContext({
      locale: 'en-US',
      viewport: camera === 'default' ? LARGE_WINDOW : SMALL_WINDOW,
      ...options,
    })
    context.setDefaultTimeout(scaled(STEP_TIMEOUT_MS))
    await context.addInitScript(installProbe)
    await context.addInitScript(hideDepthCamera)
    if (camera !== 'default') await context.addInitScript(rememberSmallPicture)
    if (prepare) await context.addInitScript(prepare)
    const participant = new Participant(context, await context.newPage())
    participant.#listen()
    return participant
  }

  #listen(): void {
    this.page.on('console', (message) => {
      const line = `${message.type()}: ${message.text()} (${message.location().url})`
      this.console.push(line)
      if (message.type() === 'error') this.#problems.push(`console ${line}`)
    })
    this.page.on('pageerror', (error) => this.#problems.push(`page error: ${error.stack ?? error.message}`))
    this.page.on('response', (response) => {
      if (response.status() >= 400) this.#problems.push(`HTTP ${response.status()} ${response.url()}`)
    })
  }

  /** Allows a complaint that the test itself provokes. */
  forgive(pattern: RegExp): void {
    this.#forgiven.push(pattern)
  }

  /** What the page complained about. */
  async problems(): Promise<string[]> {
    const violations = await this.probe((probe) => [...probe.violations]).catch(() => [])
    const all = [...this.#problems, ...violations.map((violation) => `CSP: ${violation}`)]
    return all.filter((problem) => !this.#forgiven.some((pattern) => pattern.test(problem)))
  }

  /** Evaluates in the page, with the probe. */
  probe<T>(read: (probe: Probe) => T | Promise<T>): Promise<T> {
    return this.page.evaluate<T>(`(${String(read)})(window.plenaryProbe)`)
  }

  read(): Promise<Reading> {
    return this.probe((probe) => probe.read())
  }

  /** The tile of a label as it is now. */
  async tileReading(label: string): Promise<TileReading | undefined> {
    return (await this.read()).tiles.find((tile) => tile.label === label)
  }

  async goto(url: string): Promise<void> {
    await this.page.goto(url)
  }

  /** From the prejoin page into the meeting. */
  async join(name: string): Promise<void> {
    this.name = name
    await this.page.getByRole('textbox', { name: 'Your name' }).fill(name)
    await this.page.getByRole('button', { name: 'Join now' }).click()
    await this.inMeeting()
  }

  async inMeeting(): Promise<void> {
    await this.toolbar.waitFor()
  }

  get toolbar(): Locator {
    return this.page.getByRole('toolbar', { name: 'Meeting controls' })
  }

  control(name: Control): Locator {
    // Only the opener's name begins with "Chat"; unread messages follow it.
    return this.toolbar.getByRole('button', name === 'Chat' ? { name: /^Chat/ } : { name, exact: true })
  }

  async press(name: Control): Promise<void> {
    await this.control(name).click()
  }

  tile(label: string): Locator {
    return this.page.getByRole('group', { name: label, exact: true })
  }

  /** Labels of all tiles, sorted. */
  async tileLabels(): Promise<string[]> {
    const { tiles } = await this.read()
    return tiles.map(({ label }) => label).sort()
  }

  /** Waits until exactly these tiles are shown, the own one included. */
  async showsTiles(labels: readonly string[], options?: { timeoutMs?: number }): Promise<void> {
    const wanted = [...labels].sort().join(', ')
    await waitFor(
      `${this.name} shows the tiles ${wanted}`,
      async () => {
        const shown = (await this.tileLabels()).join(', ')
        return shown === wanted ? true : shown || 'no tile'
      },
      options,
    )
  }

  get chat(): Locator {
    return this.page.getByRole('region', { name: 'Chat', exact: true })
  }

  get messages(): Locator {
    return this.chat.getByRole('log', { name: 'Messages' })
  }

  get people(): Locator {
    return this.page.getByRole('region', { name: 'People', exact: true })
  }

  async say(text: string): Promise<void> {
    await this.chat.getByRole('textbox', { name: 'Message' }).fill(text)
    await this.chat.getByRole('button', { name: 'Send' }).click()
  }

  async leave(): Promise<void> {
    await this.press('Leave')
    await this.toolbar.waitFor({ state: 'detached' })
  }

  async close(): Promise<void> {
    await this.context.close()
  }
}

/** Runs in the page: what a person chose at an earlier visit, unless this page has chosen since. */
function rememberSmallPicture(): void {
  localStorage['plenary.media'] ??= JSON.stringify({ resolution: '360p' })
}
