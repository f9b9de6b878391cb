// Entry of the process that carries media between guests and workers: see relay-host.ts, which starts it.
import type { Socket } from 'node:net'
import { setDefaultHighWaterMark } from 'node:stream'
import type { RelayMessage, RelayOrder, RelayReport } from './relay-messages.ts'
import { RelayTls } from './relay-tls.ts'
import { Relay } from './relay.ts'

// A frame of video is no longer, and what waits here is only late.
const BUFFER_BYTES = 16 * 1024
const REPORT_INTERVAL_MS = 1000

setDefaultHighWaterMark(false, BUFFER_BYTES)

function report(message: RelayReport): void {
  // The other end may have gone in this moment; then this process ends as well.
  if (process.connected) process.send?.(message, undefined, undefined, () => undefined)
}

const relay = new Relay()
const tls = new RelayTls(relay)

function carry({ id, to, opening }: RelayOrder, guest: Socket | undefined): void {
  // It may have ended before it came here.
  if (!guest || guest.destroyed) {
    report({ event: 'closed', id })
    return
  }
  guest.once('close', () => report({ event: 'closed', id }))
  const first = Buffer.from(opening, 'base64')
  if (to) relay.carry({ ...to, guest, first })
  else tls.accept(guest, first)
}

process.on('message', (message: RelayMessage, guest: Socket | undefined) => {
  if (message.order === 'offer-tls') tls.use(message)
  else carry(message, guest)
})
setInterval(() => {
  const bytes = relay.takeBytes()
  if (bytes) report({ event: 'carried', bytes })
}, REPORT_INTERVAL_MS)

// The server lets meetings end first. It ends this process, or is gone.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined)
process.on('disconnect', () => process.exit(0))
