import { setTimeout as delay } from 'node:timers/promises'
import type { RtpCapabilities } from '../../protocol/index.ts'
import { frame } from '../harness/websocket-frame.ts'
import { NativePeer } from '../native-peer/native-peer.ts'
import type { Choices } from './choices.ts'
import { RawSocket } from './raw-socket.ts'

/** What an attack has to work with. */
interface FloodTarget {
  /** Origin of the server. */
  url: string
  /** What a participant says it can receive. */
  rtpCapabilities: RtpCapabilities
  choices: Choices
  /** When to stop, by `performance.now()`. */
  until: number
}

/** What became of an attack. */
export interface FloodOutcome {
  /** Sockets that it got. */
  opened: number
  /** Sockets that it was refused, or that were ended. */
  stopped: number
}

/** An attack, which ends by itself and leaves nothing open. */
export type Flood = (target: FloodTarget) => Promise<FloodOutcome>

const BLOCK_EVENTS = 3000
const FRAGMENT_SOCKETS = 300
const FRAGMENTS = 16_000
const HALF_OPEN_SOCKETS = 3000
const LARGE_SOCKETS = 16
const JOINERS = 16
const ROOMS_EACH = 100
const PAYLOADS_PER_TURN = 200
const PAUSE_MS = 10

/** Opens one more socket and counts it; after a refusal, which counts as stopped, it waits a moment. */
async function openNext(url: string, outcome: FloodOutcome): Promise<RawSocket | undefined> {
  const socket = await RawSocket.open(url)
  if (socket) {
    outcome.opened += 1
    return socket
  }
  outcome.stopped += 1
  await delay(PAUSE_MS)
  return undefined
}

/** Sends the same bytes over new sockets again and again. */
async function pourAgain(
  { url, until }: FloodTarget,
  bytes: Buffer,
  connects: boolean,
): Promise<FloodOutcome> {
  const outcome = { opened: 0, stopped: 0 }
  while (performance.now() < until) {
    const socket = await openNext(url, outcome)
    if (!socket) continue
    if (connects) socket.connect()
    await socket.pour(bytes, until)
    if (!socket.isOpen) outcome.stopped += 1
    socket.cut()
  }
  return outcome
}

/** Events of 20 bytes that ask for no answer. */
const tinyEvents: Flood = async (target) =>
  await pourAgain(
    target,
    Buffer.concat(Array(BLOCK_EVENTS).fill(frame({ payload: '42["abcdef",1234]' }))),
    true,
  )

/** WebSocket pings, each of which the library answers. */
const pings: Flood = async (target) =>
  await pourAgain(target, Buffer.concat(Array(BLOCK_EVENTS).fill(frame({ opcode: 9 }))), true)

/** Sixteen events of 2 MB that are expensive to parse, from sockets that have not joined. */
const largeEvents: Flood = async (target) => {
  const payload = `42["room:join",${'[{"a":1},'.repeat(190_000)}0${']'.repeat(190_000)}]`
  const outcomes = Array.from({ length: LARGE_SOCKETS }, () => pourAgain(target, frame({ payload }), true))
  return sum(await Promise.all(outcomes))
}

/** Messages in fragments of one byte that never end. */
const fragments: Flood = async ({ url, until }) => {
  const begin = frame({ fin: false, payload: 'x' })
  const go = Buffer.concat(Array(FRAGMENTS).fill(frame({ opcode: 0, fin: false, payload: 'x' })))
  const outcomes: FloodOutcome[] = []
  while (performance.now() < until) {
    const sockets = await openMany(url, FRAGMENT_SOCKETS, until)
    for (const socket of sockets.opened) {
      socket.write(begin)
      socket.write(go)
    }
    outcomes.push(await holdUntil(sockets, until))
  }
  return sum(outcomes)
}

/** Sockets that never say what a Socket.IO client says first. */
const halfOpen: Flood = async ({ url, until }) =>
  await holdUntil(await openMany(url, HALF_OPEN_SOCKETS, until), until)

/** Takes rooms over lines that are cut at once, so that each seat waits for its owner. */
const joinCutRepeat: Flood = async ({ url, rtpCapabilities, choices, until }) => {
  const outcome = { opened: 0, stopped: 0 }
  const joiner = async (): Promise<void> => {
    for (let round = 0; round < ROOMS_EACH && performance.now() < until; round += 1) {
      const socket = await openNext(url, outcome)
      if (!socket) continue
      socket.connect()
      const room = `flood-${choices.below(1e9)}`
      socket.emit('room:join', { room, name: 'Mallory', rtpCapabilities })
      await delay(PAUSE_MS)
      socket.cut()
    }
  }
  await Promise.all(Array.from({ length: JOINERS }, joiner))
  return outcome
}

/** Chat payloads of one byte as fast as they go, and then gone without a goodbye. */
const chatPayloads: Flood = async ({ url, choices, until }) => {
  const outcome = { opened: 0, stopped: 0 }
  while (performance.now() < until) {
    const room = `flood-${choices.below(4)}`
    const peer = await NativePeer.join({ url, room, name: 'Mallory' }).catch(() => undefined)
    if (!peer) {
      outcome.stopped += 1
      await delay(PAUSE_MS)
      continue
    }
    outcome.opened += 1
    try {
      while (performance.now() < until && !peer.ended) {
        for (let count = 0; count < PAYLOADS_PER_TURN; count += 1) peer.chat.sendRaw('x')
        await delay(PAUSE_MS)
      }
    } catch {
      // The server has ended the stream.
    }
    if (peer.ended) outcome.stopped += 1
    peer.signaling.breakLine()
    peer.close()
  }
  return outcome
}

/** Every attack by its name. */
export const FLOODS: Readonly<Record<string, Flood>> = {
  tinyEvents,
  pings,
  largeEvents,
  fragments,
  halfOpen,
  joinCutRepeat,
  chatPayloads,
}

async function openMany(
  url: string,
  count: number,
  until: number,
): Promise<{ opened: RawSocket[]; refused: number }> {
  const opened: RawSocket[] = []
  let refused = 0
  for (let tried = 0; tried < count && performance.now() < until; tried += 50) {
    const sockets = await Promise.all(Array.from({ length: 50 }, async () => await RawSocket.open(url)))
    for (const socket of sockets) {
      if (socket) opened.push(socket)
      else refused += 1
    }
  }
  return { opened, refused }
}

async function holdUntil(
  { opened, refused }: { opened: RawSocket[]; refused: number },
  until: number,
): Promise<FloodOutcome> {
  while (performance.now() < until && opened.some(({ isOpen }) => isOpen)) await delay(PAUSE_MS)
  const stopped = refused + opened.filter(({ isOpen }) => !isOpen).length
  for (const socket of opened) socket.cut()
  return { opened: opened.length, stopped }
}

function sum(outcomes: readonly FloodOutcome[]): FloodOutcome {
  return outcomes.reduce(
    (all, one) => ({ opened: all.opened + one.opened, stopped: all.stopped + one.stopped }),
    { opened: 0, stopped: 0 },
  )
}
