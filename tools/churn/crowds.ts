import { setTimeout as delay } from 'node:timers/promises'
import { repeat, type Flood, type FloodTarget } from './flood.ts'
import type { RawSocket } from './raw-socket.ts'
import { openSocket } from './socket-floods.ts'

const RENAMERS = 60
const ASKING = 100
// What one connection may ask a second by default, and at once after a pause; a few less of each.
const PER_SECOND = 19
const AT_ONCE = 95

/** Somebody with a seat, whom the server has let in. */
async function takeSeat(target: FloodTarget, room: string): Promise<RawSocket | undefined> {
  const socket = await openSocket(target)
  socket?.connect()
  if (!socket || !(await socket.connected())) return undefined
  const { rtpCapabilities } = target
  const join = socket.emit('room:join', { room, name: 'Mallory', rtpCapabilities })
  if (await socket.answer(join)) return socket
  socket.cut()
  return undefined
}

/**
 * Lets a crowd in a room ask as often as each may, all of them in the same moment: whoever saves up what it
 * may do can do much at once.
 *
 * @param roomOf - where it sits
 * @param ask - one request of one of them
 */
function crowd(
  size: number,
  roomOf: (target: FloodTarget) => string,
  ask: (socket: RawSocket, target: FloodTarget) => void,
): Flood {
  return async (target) =>
    await repeat(size, target.until, async () => {
      const socket = await takeSeat(target, roomOf(target))
      if (!socket) return { opened: 0, stopped: 1 }
      for (let count = AT_ONCE; socket.isOpen && performance.now() < target.until; count = PER_SECOND) {
        await delay(untilNextSecond())
        for (let asked = 0; asked < count; asked += 1) ask(socket, target)
      }
      const outcome = { opened: 1, stopped: socket.isOpen ? 0 : 1 }
      socket.cut()
      return outcome
    })
}

/** Milliseconds until the next whole second, when everybody asks. */
function untilNextSecond(): number {
  return 1000 - (performance.now() % 1000)
}

/** Everybody of a crowd in the room of somebody else gets another name again and again. */
const renames = crowd(
  RENAMERS,
  ({ room }) => room,
  (socket, { choices }) =>
    socket.emit('participant:rename', { name: `Mallory ${choices.below(1e6).toString(36)} x` }),
)

/** The same with hands, which cost less to change. */
const hands = crowd(
  RENAMERS,
  ({ room }) => room,
  (socket, { choices }) => socket.emit('hand:set', { raised: choices.below(2) === 0 }),
)

/** Everybody of a crowd asks who is in the room, which is full of them. */
const previews = crowd(
  ASKING,
  () => 'previewed',
  (socket) => socket.emit('room:preview', { room: 'previewed' }),
)

/** Crowds that keep to every limit that one client has: nobody is stopped, and nobody else may feel them. */
export const CROWDS = { renames, hands, previews }
