import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'

interface End {
  address: string
  /** 0 takes any free one. */
  port: number
}

/** A TCP proxy before a server, which can refuse and delay what goes through it. */
export interface Cable {
  readonly port: number
  /** Resets all connections and refuses new ones. */
  cut(): void
  /** Takes connections again. */
  mend(): void
  /** Ends all connections, and takes no more. */
  close(): Promise<void>
}

/** What a cable does to bytes. */
export interface CableOptions {
  /** How much later everything arrives, in order and in each direction, in milliseconds. Default 0. */
  delayMs?: number
}

/** Lays a cable from an address of this process to a server. */
export async function layCable(from: End, to: End, { delayMs = 0 }: CableOptions = {}): Promise<Cable> {
  const ends = new Set<Socket>()
  let whole = true
  const listener = createServer((near) => {
    if (!whole) {
      // As when nobody is there: refused, not accepted and closed.
      near.resetAndDestroy()
      return
    }
    const far = connect({ port: to.port, host: to.address })
    for (const [end, other] of [
      [near, far],
      [far, near],
    ] as const) {
      ends.add(end)
      end.setNoDelay(true)
      end.on('close', () => ends.delete(end))
      if (delayMs === 0) forward(end, other)
      else forwardLater(end, other, delayMs)
    }
  })
  listener.listen(from.port, from.address)
  await once(listener, 'listening')
  const resetAll = (): void => {
    for (const end of ends) end.resetAndDestroy()
  }
  return {
    port: (listener.address() as AddressInfo).port,
    cut() {
      whole = false
      resetAll()
    },
    mend() {
      whole = true
    },
    async close() {
      for (const end of ends) end.destroy()
      listener.close()
      await once(listener, 'close')
    },
  }
}

function forward(from: Socket, to: Socket): void {
  from.on('error', () => to.destroy())
  from.on('close', () => to.destroy())
  from.pipe(to)
}

function forwardLater(from: Socket, to: Socket, delayMs: number): void {
  const later = (action: () => void): void => {
    // Timers of equal length fire in the order in which they were set.
    setTimeout(() => {
      if (!to.destroyed) action()
    }, delayMs)
  }
  from.on('data', (chunk) => later(() => to.write(chunk)))
  from.on('end', () => later(() => to.end()))
  from.on('close', () => later(() => to.destroy()))
  // The end that failed closes, and the other one follows.
  from.on('error', () => undefined)
}
