import type { Participant } from '../../protocol/index.ts'
import type { RoomEventName } from '../rooms/ports/events.ts'
import type { AnnouncedParticipant } from './store.ts'

type Publication = AnnouncedParticipant['publications'][number]

/** What events may say of a participant. */
export interface PersonDetails {
  producerId?: string
  source?: Publication['source']
  paused?: boolean
  displayName?: string | null
  role?: Participant['role']
  raisedAt?: number | null
}

/** Somebody as receivers know them. */
export class AnnouncedPerson {
  #kept: Omit<AnnouncedParticipant, 'publications'>
  readonly #tracks = new Map<string, Publication>()

  constructor({ id, name, role, handRaisedAt, connection }: Omit<AnnouncedParticipant, 'publications'>) {
    this.#kept = { id, name, role, handRaisedAt, connection }
  }

  get snapshot(): AnnouncedParticipant {
    return { ...this.#kept, publications: [...this.#tracks.values()] }
  }

  /** Takes the fields over that outlive a connection. */
  refresh({ name, role, handRaisedAt }: Pick<Participant, 'name' | 'role' | 'handRaisedAt'>): void {
    this.#kept = { ...this.#kept, name, role, handRaisedAt }
  }

  lowerHand(): void {
    this.#kept.handRaisedAt = null
  }

  /**
   * Takes note of an event about this person.
   *
   * @returns whether something changed that outlives a connection
   */
  apply(type: RoomEventName, details: PersonDetails): boolean {
    switch (type) {
      case 'participantJoined':
        return true
      case 'participantReturned':
        this.#kept.connection = 'connected'
        return false
      case 'participantDisconnected':
        this.#kept.connection = 'reconnecting'
        return false
      case 'participantRenamed':
      case 'participantRenamedBy':
        this.#kept.name = details.displayName ?? this.#kept.name
        return true
      case 'roleChanged':
        this.#kept.role = details.role ?? this.#kept.role
        return true
      case 'handChanged':
        this.#kept.handRaisedAt = details.raisedAt ?? null
        return true
      case 'handsLowered':
        this.lowerHand()
        return true
      default:
        this.#applyTrack(type, details)
        return false
    }
  }

  #applyTrack(type: RoomEventName, { producerId, source, paused = false }: PersonDetails): void {
    if (producerId === undefined || source === undefined) return
    if (type === 'trackClosed') this.#tracks.delete(producerId)
    else if (type === 'trackPublished') this.#tracks.set(producerId, { source, paused })
    else this.#tracks.set(producerId, { source, paused: type === 'trackPaused' })
  }
}
