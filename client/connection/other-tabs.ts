/**
 * Tells whether another tab of this browser holds a seat: a duplicated tab has a
 * copy of the token, and must not take the seat away without a word.
 * Source: HTML standard, "Broadcasting to other browsing contexts".
 */
export interface OtherTabs {
  /** This tab holds the seat, until it is called with null. */
  hold(seatId: string | null): void
  /** Whether another tab holds the seat. Never rejects. */
  isHeld(seatId: string): Promise<boolean>
}

interface Message {
  type: 'who-holds' | 'i-do'
  seatId: string
}

// Tabs in the background answer messages as fast as others; this is generous.
const ANSWER_MS = 250

/** @param channel - how tabs reach each other; without one, or where it fails, nobody is found */
export function createOtherTabs(channel: BroadcastChannel | undefined = openChannel()): OtherTabs {
  let held: string | null = null
  channel?.addEventListener('message', ({ data }: MessageEvent<Message>) => {
    if (data.type === 'who-holds' && data.seatId === held) {
      post(channel, { type: 'i-do', seatId: held })
    }
  })
  return {
    hold: (seatId) => {
      held = seatId
    },
    isHeld: async (seatId) => {
      if (!channel) return false
      const { promise, resolve } = Promise.withResolvers<boolean>()
      const listen = ({ data }: MessageEvent<Message>): void => {
        if (data.type === 'i-do' && data.seatId === seatId) resolve(true)
      }
      channel.addEventListener('message', listen)
      const timer = setTimeout(() => resolve(false), ANSWER_MS)
      if (!post(channel, { type: 'who-holds', seatId })) resolve(false)
      try {
        return await promise
      } finally {
        clearTimeout(timer)
        channel.removeEventListener('message', listen)
      }
    },
  }
}

/** @returns false where the browser does not send it; the page goes on without */
function post(channel: BroadcastChannel, message: Message): boolean {
  try {
    channel.postMessage(message)
    return true
  } catch {
    return false
  }
}

function openChannel(): BroadcastChannel | undefined {
  // Unit tests run in Node, where an open channel keeps the process alive.
  if (!('window' in globalThis && 'BroadcastChannel' in globalThis)) return undefined
  try {
    return new BroadcastChannel('plenary.seats')
  } catch {
    // Browsers refuse it where a page may store nothing, as in some frames and private windows.
    return undefined
  }
}
