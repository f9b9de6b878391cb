import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'

interface End {
  address: string
  /** 0 takes any free one. */
  port: number
}

/** A stretch of TCP cable before a server. */
export interface Cable {
  readonly port: number
  /** Ends all connections and takes no new ones. */
  cut(): void
  /** Takes connections again. */
  mend(): void
  close(): Promise<void>
}

/** Lays a cable from an address of this process to a server. */
export async function layCable(from: End, to: End): Promise<Cable> {
  const ends = new Set<Socket>()
  let whole = true
  const listener = createServer((near) => {
    if (!whole) {
      // As when nobody is there: refused, not accepted and closed.
      near.resetAndDestroy()
      return
    }
    join(ends, near, connect({ port: to.port, host: to.address, noDelay: true }))
  })
  listener.listen(from.port, from.address)
  await once(listener, 'listening')
  const tear = (): void => {
    for (const end of ends) end.resetAndDestroy()
  }
  return {
    port: (listener.address() as AddressInfo).port,
    cut() {
      whole = false
      tear()
    },
    mend() {
      whole = true
    },
    async close() {
      tear()
      listener.close()
      await once(listener, 'close')
    },
  }
}

function join(ends: Set<Socket>, near: Socket, far: Socket): void {
  near.setNoDelay(true)
  for (const [end, other] of [
    [near, far],
    [far, near],
  ] as const) {
    ends.add(end)
    end.on('error', () => other.destroy())
    end.on('close', () => {
      ends.delete(end)
      other.destroy()
    })
    end.pipe(other)
  }
}
