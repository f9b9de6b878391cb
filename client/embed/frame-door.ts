/** The first word of `embed.ts`. */
const HELLO = 'plenary:connect'

/** The part of a window that the door needs. */
export interface FrameWindow {
  readonly parent: unknown
  addEventListener(type: 'message', listener: (event: MessageEvent) => void): void
  removeEventListener(type: 'message', listener: (event: MessageEvent) => void): void
}

/**
 * Origins of pages that may steer the meeting in this frame: its own, and those that the server names.
 * Others cannot show the page at all (`frame-ancestors`); this is the second lock.
 */
export function allowedParents(page: Document, ownOrigin: string): readonly string[] {
  const named = page.querySelector<HTMLMetaElement>('meta[name="embedding-parents"]')?.content ?? ''
  return [ownOrigin, ...named.split(' ').filter(Boolean)]
}

/**
 * Waits for the page around this one to say hello, and takes what it brings: one end of a channel. All that
 * follows goes over that channel, so no other window ever reads or writes a word of it. Windows that are not
 * the parent, origins that are not allowed, and whatever else arrives get no answer.
 */
export function awaitParent(
  frame: FrameWindow,
  allowed: readonly string[],
  take: (port: MessagePort) => void,
): void {
  const hear = (event: MessageEvent<unknown>): void => {
    const [port] = event.ports
    if (event.source !== frame.parent || !allowed.includes(event.origin) || !port || !isHello(event.data))
      return
    frame.removeEventListener('message', hear)
    take(port)
  }
  frame.addEventListener('message', hear)
}

function isHello(data: unknown): boolean {
  return typeof data === 'object' && data !== null && (data as { type?: unknown }).type === HELLO
}
