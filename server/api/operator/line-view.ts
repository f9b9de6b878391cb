import { PacedWork } from '../../observability/paced-work.ts'
import type { RoomRegistry } from '../../rooms/room-registry.ts'

/** One direction of somebody's line as it was measured last. */
interface MeasuredLine {
  readonly bitsPerSecond: number
  readonly lossRatio: number | null
  readonly roundTripMs: number | null
  readonly protocol: string | null
  readonly availableBitsPerSecond: number | null
}

/** Both directions, from the client's side. */
interface MeasuredLines {
  readonly send: MeasuredLine | null
  readonly receive: MeasuredLine | null
}

/** What media tells of lines. */
interface LineSource {
  /** How somebody's line was lately; has it measured anew soon. */
  read(participantId: string): MeasuredLines
  /** The same without having it measured sooner than others. */
  peek(participantId: string): MeasuredLines
  /** How many streams somebody is sent, and the spatial layers of the videos among them. */
  received(participantId: string): { audio: number; video: number; layers: number[] }
}

/** Which way somebody's line is bad. */
type BadLine = 'up' | 'down' | 'both' | null

/** What a person receives and how. */
export interface PersonLine extends MeasuredLines {
  readonly received: ReturnType<LineSource['received']>
  readonly bad: BadLine
}

/** What a room costs. */
export interface RoomCost {
  readonly name: string
  readonly participants: number
  readonly bitsPerSecondOut: number
  /** Cores of media workers, by its part of all that is sent. */
  readonly cores: number
  /** How many lines of it are bad. */
  readonly badLines: number
}

// From here on sound breaks, or people talk over each other. Source: ITU-T G.114 for the round trip.
const BAD_LOSS = 0.05
const BAD_ROUND_TRIP_MS = 400
const ROOMS_MAX = 200

/** Where the costs of rooms and the lines of people are read. */
export interface LineViewOptions {
  rooms: Pick<RoomRegistry, 'find' | 'names'>
  lines: LineSource
  workers: () => { id: string; pid: number; cpu: number; participants: number }[]
}

/** How the lines of people are, and what rooms cost. Nothing is collected but when somebody asks. */
export class LineView {
  readonly #options: LineViewOptions
  readonly #costs: PacedWork<{ rooms: RoomCost[]; leftOut: number }>

  constructor(options: LineViewOptions) {
    this.#options = options
    this.#costs = new PacedWork(async () => await Promise.resolve(this.#readCosts()))
  }

  get workers(): ReturnType<LineViewOptions['workers']> {
    return this.#options.workers()
  }

  /** How somebody's line is. */
  person(participantId: string): PersonLine {
    const { lines } = this.#options
    const measured = lines.read(participantId)
    return { ...measured, received: lines.received(participantId), bad: badnessOf(measured) }
  }

  /** What rooms cost, the dearest first; read once for all who ask at a time, and for a twentieth of the time. */
  async costs(): Promise<{ rooms: RoomCost[]; leftOut: number }> {
    return await this.#costs.run()
  }

  #readCosts(): { rooms: RoomCost[]; leftOut: number } {
    const { rooms, workers } = this.#options
    const open = rooms.names.flatMap((name) => rooms.find(name) ?? []).filter(({ size }) => size > 0)
    const all = open.map(({ name, size, participants }) => {
      const lines = participants.map(({ id }) => this.#options.lines.peek(id))
      const bitsPerSecondOut = lines.reduce((sum, { receive }) => sum + (receive?.bitsPerSecond ?? 0), 0)
      const badLines = lines.filter((one) => badnessOf(one) !== null).length
      return { name, participants: size, bitsPerSecondOut, badLines }
    })
    const total = all.reduce((sum, { bitsPerSecondOut }) => sum + bitsPerSecondOut, 0)
    const cores = workers().reduce((sum, { cpu }) => sum + cpu, 0)
    const dearest = all.sort(
      (a, b) => b.bitsPerSecondOut - a.bitsPerSecondOut || b.participants - a.participants,
    )
    return {
      rooms: dearest.slice(0, ROOMS_MAX).map((room) => ({
        ...room,
        cores: total === 0 ? 0 : (cores * room.bitsPerSecondOut) / total,
      })),
      leftOut: Math.max(0, dearest.length - ROOMS_MAX),
    }
  }
}

function badnessOf({ send, receive }: MeasuredLines): BadLine {
  const isBad = (line: MeasuredLine | null): boolean =>
    (line?.lossRatio ?? 0) > BAD_LOSS || (line?.roundTripMs ?? 0) > BAD_ROUND_TRIP_MS
  if (isBad(send)) return isBad(receive) ? 'both' : 'up'
  return isBad(receive) ? 'down' : null
}
