import type { NameCheck } from '../../../protocol/name-check.ts'
import { checkRoomName } from '../../../protocol/room-name.ts'
import { decodeSegment } from '../routing/route.ts'

const ADJECTIVES =
  'amber bold brave bright calm clear cosy crisp early eager fair fresh gentle glad golden green happy keen kind light lively lucky mellow merry misty noble open polar quick quiet ready silver smart smooth soft solar spry steady sunny swift tidy vivid warm wide wise young'.split(
    ' ',
  )
const NOUNS =
  'anchor arbor bay beacon birch bridge brook canyon cedar cliff cloud comet cove creek delta dune ember falcon field fjord forest garden glade harbor heron hill island lagoon lake lantern maple meadow oasis orchard otter pebble pine prairie reef ridge river robin shore spring stone summit valley willow'.split(
    ' ',
  )
// Without l, o, 0 and 1, which are mistaken for each other when read aloud.
const CHARACTERS = 'abcdefghijkmnpqrstuvwxyz23456789'
const RANDOM_LENGTH = 10

/**
 * Makes up a room name that nobody guesses: two words to recognise it by and 50
 * random bits.
 *
 * @param randomBytes - gives that many random bytes; replaced in tests
 */
export function suggestRoomName(randomBytes = secureBytes): string {
  const bytes = randomBytes(RANDOM_LENGTH + 2)
  const word = (words: readonly string[], byte = 0): string => words[byte % words.length] ?? 'room'
  const random = Array.from(bytes.slice(2), (byte) => CHARACTERS[byte % CHARACTERS.length]).join('')
  const half = RANDOM_LENGTH / 2
  return [word(ADJECTIVES, bytes[0]), word(NOUNS, bytes[1]), random.slice(0, half), random.slice(half)].join(
    '-',
  )
}

function secureBytes(count: number): Uint8Array {
  return crypto.getRandomValues(new Uint8Array(count))
}

/**
 * Understands what was typed or pasted: a room name, or the link of a room.
 *
 * @returns the canonical name, or why it cannot be used
 */
export function roomFromInput(typed: string): NameCheck {
  const link = /^(?:https?:\/\/)?[^\s/]+(?:\/[^\s/?#]+)*\/r\/([^/?#\s]+)/i.exec(typed.trim())
  return checkRoomName(link?.[1] === undefined ? typed : decodeSegment(link[1]))
}

/** The fragment of a link that was pasted, with what it brings for the door of its room; empty for a name. */
export function fragmentOfInput(typed: string): string {
  return /\/r\/[^/?#\s]+[^#\s]*(#\S*)/.exec(typed)?.[1] ?? ''
}

/** Whether the name that will be used differs from what was typed, so that it is worth showing. */
export function isChanged(typed: string, name: string): boolean {
  return typed.trim() !== name
}
