import type { Participant, ParticipantUpdate } from '../../../protocol/index.ts'

/** A field of a participant that can change. */
export type RosterField = Exclude<keyof Participant, 'id'>

/** What has changed since it was told, by id. */
export interface RosterChanges {
  joined: ReadonlySet<string>
  left: ReadonlySet<string>
  updated: ReadonlyMap<string, ReadonlySet<RosterField>>
}

/**
 * Gathers changes of the participant list. It keeps *what* changed, and not to what: the values
 * are read when they are told, so that a late message never carries an old state.
 */
export class PendingChanges {
  #joined = new Set<string>()
  #left = new Set<string>()
  #updated = new Map<string, Set<RosterField>>()

  joined(participantId: string): void {
    this.#joined.add(participantId)
  }

  left(participantId: string): void {
    this.#updated.delete(participantId)
    this.#joined.delete(participantId)
    // Also of somebody who came and went within one interval: whoever joined in that
    // very interval has met them in the reply to the join.
    this.#left.add(participantId)
  }

  updated(participantId: string, field: RosterField): void {
    if (this.#joined.has(participantId)) return
    const fields = this.#updated.get(participantId) ?? new Set()
    this.#updated.set(participantId, fields.add(field))
  }

  /** Hands over what was gathered, and begins anew. */
  take(): RosterChanges {
    const taken = { joined: this.#joined, left: this.#left, updated: this.#updated }
    this.#joined = new Set()
    this.#left = new Set()
    this.#updated = new Map()
    return taken
  }
}

/**
 * What others are told of somebody of whom some fields changed.
 *
 * @param participant - as it is now
 */
export function describeUpdate(
  participant: Participant,
  fields: ReadonlySet<RosterField>,
): ParticipantUpdate {
  const changed = Object.entries(participant).filter(([key]) => fields.has(key as RosterField))
  return { ...Object.fromEntries(changed), id: participant.id }
}
