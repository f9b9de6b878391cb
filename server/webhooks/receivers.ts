import type { Config } from '../config/schema.ts'
import { ROOM_EVENT_NAMES, type RoomEventName } from '../rooms/ports/events.ts'
import { secretKey } from './signature.ts'

/** A program that is told what happens in rooms. */
export interface Receiver {
  readonly name: string
  readonly url: string
  /** Keys that messages are signed with, the newest first. */
  readonly keys: readonly Buffer[]
  /** What it is told. */
  readonly events: ReadonlySet<RoomEventName>
}

// What people write is for those in the room; a receiver gets it only when the operator asks for it by name.
const ON_REQUEST: readonly RoomEventName[] = ['chatMessageStored']

/**
 * The receivers of the settings.
 *
 * @throws {Error} with a sentence that says what to write, when one is to be told of something unknown
 */
export function readReceivers({ receivers }: Config['webhooks']): Receiver[] {
  return receivers.map(({ name, url, secret, previousSecret, events }) => ({
    name: name ?? new URL(url).host,
    url,
    keys: [secret, ...(previousSecret === undefined ? [] : [previousSecret])].map(secretKey),
    events: new Set(events?.map(eventName) ?? ROOM_EVENT_NAMES.filter((one) => !ON_REQUEST.includes(one))),
  }))
}

function eventName(typed: string): RoomEventName {
  const name = ROOM_EVENT_NAMES.find((known) => known === typed)
  if (name) return name
  throw new Error(
    `webhooks.receivers names the event "${typed}", which does not exist. Known: ${ROOM_EVENT_NAMES.join(', ')}.`,
  )
}
