/// <reference lib="dom" />
import type { Browser, BrowserContext, BrowserContextOptions, Locator, Page } from 'playwright-core'
import { scaled } from '../../../tools/harness/machine-speed.ts'
import { setDefaultTimeout } from '../../../tools/harness/wait-for.ts'
import { hideDepthCamera } from './fake-cameras.ts'
import { installProbe, type Probe } from './probe.ts'
import { Viewer } from './viewer.ts'

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
export const SMALL_WINDOW = { width: 960, height: 600 }
// Browsers that share two cores take their time.
const STEP_TIMEOUT_MS = 30_000

setDefaultTimeout(STEP_TIMEOUT_MS)

/**
 * One person with one browser page. Finds everything by role and accessible name,
 * and records whatever the page complains about.
 */
export class Participant extends Viewer {
  readonly context: BrowserContext
  readonly page: Page

  private constructor(context: BrowserContext, page: Page) {
    super()
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
    this.page.on('console', (message) => this.hear(message.type(), message.text(), message.location().url))
    this.page.on('pageerror', (error) => this.complain(`page error: ${error.stack ?? error.message}`))
    this.page.on('response', (response) => {
      if (response.status() >= 400) this.complain(`HTTP ${response.status()} ${response.url()}`)
    })
  }

  probe<T>(read: (probe: Probe) => T | Promise<T>): Promise<T> {
    return this.page.evaluate<T>(`(${String(read)})(window.plenaryProbe)`)
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

  async screenshot(path: string, timeoutMs: number): Promise<void> {
    await this.page.screenshot({ path, timeout: scaled(timeoutMs) })
  }

  isClosed(): boolean {
    return this.page.isClosed()
  }

  async close(): Promise<void> {
    await this.context.close()
  }
}

/** Runs in the page: what a person chose at an earlier visit, unless this page has chosen since. */
function rememberSmallPicture(): void {
  try {
    localStorage['plenary.media'] ??= JSON.stringify({ resolution: '360p' })
  } catch {
    // A frame before its page, or one that the browser refuses to show, has no storage.
  }
}
