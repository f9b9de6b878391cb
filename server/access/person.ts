import { checkDisplayName, DISPLAY_NAME_MAX } from '../../protocol/index.ts'

// More than any name has, and little enough to look at every character.
const NAME_READ_MAX = 256
const PICTURE_MAX = 1024
const SUBJECT_MAX = 512

/** What a portal or a provider says of a person; nothing of it is checked but its signature. */
export interface PersonClaims {
  issuer: string
  /** Names the same person again; absent where nobody is named. */
  id?: unknown
  name?: unknown
  picture?: unknown
}

/** What may be shown of a person. */
export interface Person {
  /** Issuer and id: nobody else's, wherever they come from. Null when nobody is named. */
  subject: string | null
  name?: string
  picture?: string
}

/**
 * Reads what is said of a person: names as others may see them, pictures from allowed hosts alone. What cannot be
 * used is left out, and the person chooses a name.
 *
 * @param pictureHosts - `access.pictureHosts`
 */
export function readPerson(claims: PersonClaims, pictureHosts: readonly string[]): Person {
  const name = shownName(claims.name)
  const picture = allowedPicture(claims.picture, pictureHosts)
  return {
    subject: subjectOf(claims),
    ...(name === undefined ? {} : { name }),
    ...(picture === undefined ? {} : { picture }),
  }
}

/** Two issuers may call different people the same. A line feed stands in neither part. */
function subjectOf({ issuer, id }: PersonClaims): string | null {
  const text = typeof id === 'number' ? String(id) : id
  if (typeof text !== 'string' || text === '' || text.includes('\n')) return null
  const subject = `${issuer}\n${text}`
  return subject.length > SUBJECT_MAX ? null : subject
}

/** A name that is too long is cut, because its owner cannot change it. */
function shownName(given: unknown): string | undefined {
  if (typeof given !== 'string' || given.length > NAME_READ_MAX) return undefined
  return checkDisplayName(given).name ?? checkDisplayName(cut(given)).name
}

function cut(text: string): string {
  // Half of a character that takes two units is no character.
  return text.slice(0, DISPLAY_NAME_MAX).replace(/[\ud800-\udbff]$/, '')
}

/**
 * The address of a picture as it may be shown.
 *
 * @param hosts - host names, or `*.example.org` for every host below one
 * @returns undefined for anything but an HTTPS address on the usual port of one of the hosts
 */
export function allowedPicture(address: unknown, hosts: readonly string[]): string | undefined {
  if (typeof address !== 'string' || address.length > PICTURE_MAX || !URL.canParse(address)) return undefined
  const url = new URL(address)
  if (url.protocol !== 'https:' || url.port !== '' || url.username !== '' || url.password !== '')
    return undefined
  const isAllowed = hosts.some((host) =>
    host.startsWith('*.') ? url.hostname.endsWith(host.slice(1)) : url.hostname === host,
  )
  return isAllowed && url.href.length <= PICTURE_MAX ? url.href : undefined
}
