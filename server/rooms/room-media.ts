import type { RtpCapabilities } from '../../protocol/index.ts'
import type { MediaPeer, MediaPort, MediaRoom, MediaRoomEvents } from './media-port.ts'
import type { Seat } from './seat.ts'

/**
 * The media side of a room, opened when the first participant needs it, and
 * again after it was lost.
 */
export class RoomMedia {
  readonly #roomName: string
  readonly #port: MediaPort
  readonly #events: MediaRoomEvents
  #opening: Promise<MediaRoom> | null = null
  #current: MediaRoom | null = null
  #closed = false

  constructor(roomName: string, port: MediaPort, events: MediaRoomEvents) {
    this.#roomName = roomName
    this.#port = port
    this.#events = events
  }

  /** What is open now, if anything is. */
  get current(): MediaRoom | null {
    return this.#current
  }

  /** Opens transports and data streams for a seat. */
  async admit(seat: Seat, rtpCapabilities: RtpCapabilities): Promise<MediaPeer> {
    const room = await this.#open()
    return await room.admit({ participantId: seat.id, subchannel: seat.subchannel, rtpCapabilities })
  }

  close(): void {
    this.#closed = true
    this.#current?.close()
    this.#current = null
  }

  async #open(): Promise<MediaRoom> {
    if (this.#current) return this.#current
    this.#opening ??= this.#start().finally(() => {
      this.#opening = null
    })
    return await this.#opening
  }

  async #start(): Promise<MediaRoom> {
    const room = await this.#port.openRoom(this.#roomName, {
      levelsMeasured: (levels) => this.#events.levelsMeasured(levels),
      chatReceived: (participantId, payload) => this.#events.chatReceived(participantId, payload),
      lost: () => {
        this.#current = null
        this.#events.lost()
      },
    })
    if (this.#closed) room.close()
    else this.#current = room
    return room
  }
}
