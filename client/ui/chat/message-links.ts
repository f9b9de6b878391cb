import { findHidden } from '../../../protocol/name-check.ts'
import { isRoomName } from '../../../protocol/room-name.ts'

/** An address that can be followed, as it is shown: the three texts one after another. */
export interface MessageLink {
  /** Where it leads; `http:`, `https:` or `mailto:`. */
  href: string
  /** Scheme, and of a mail address who gets it. */
  before: string
  /** The host that is really asked, whole, and in ASCII where its letters could be taken for others. */
  host: string
  /** Port, path and query, shortened where they are long. */
  rest: string
}

// Longer links are shortened behind their host.
const SHOWN_MAX = 72

// Brackets and quotation marks, and punctuation of East Asia, end an address: it would be encoded in one.
const ADDRESS =
  /(?<![\w@])(?:https?:\/\/|mailto:|www\.)[^\s<>"“”«»「」『』（）【】《》〈〉、。，！？；：]+/giu
const CLOSING = /[.,:;!?'’)\]}…]$/u
// A word of a language that does not write spaces, behind a top-level domain in ASCII.
const PARTICLE =
  /^([^/?#]*\.[a-z]{2,63})[\p{Script=Hangul}\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}][^./?#]*$/iu
// What RFC 6068 gives a meaning of its own is left out: further readers, a subject or a text.
const MAIL = /^mailto:([\w.!$'*+/=^`{|}~-]{1,64}@)([^@/?#:%&\s]+)$/iu
const RIGHT_TO_LEFT =
  /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}\p{Script=Adlam}]/u
// Latin letters of phonetics and few languages, most of which look like those of ASCII.
const RARE_LATIN = /[\u0180-\u02AF\u1D00-\u1DBF\u2C60-\u2C7F\uA720-\uA7FF\uAB30-\uAB6F]/u

/** Splits a message into what is only text and what can be followed. */
export function splitLinks(text: string): (string | MessageLink)[] {
  const parts: (string | MessageLink)[] = []
  let end = 0
  for (const { 0: found, index } of text.matchAll(ADDRESS)) {
    const typed = withoutEnd(found)
    const link = readLink(typed)
    if (!link) continue
    if (index > end) parts.push(text.slice(end, index))
    parts.push(link)
    end = index + typed.length
  }
  if (end < text.length) parts.push(text.slice(end))
  return parts
}

/** The address without the punctuation of the sentence that it ends. */
function withoutEnd(found: string): string {
  const typed = withoutPunctuation(found)
  return PARTICLE.exec(typed.replace(/^https?:\/\//i, ''))?.[1]
    ? typed.replace(/[\p{Script=Hangul}\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}][^./?#]*$/u, '')
    : typed
}

/** Brackets are counted once: a message may consist of nothing else. */
function withoutPunctuation(found: string): string {
  const count = (bracket: string): number => found.split(bracket).length - 1
  const pairs = new Map(['()', '[]', '{}'].map(([open = '', close = '']) => [close, count(open)]))
  const closing = new Map([...pairs.keys()].map((bracket) => [bracket, count(bracket)]))
  let end = found.length
  for (; end > 0; end -= 1) {
    const last = found.charAt(end - 1)
    if (!CLOSING.test(last)) break
    const [opened, closed] = [pairs.get(last), closing.get(last) ?? 0]
    // It belongs to one that was opened in the address.
    if (opened !== undefined && opened >= closed) break
    closing.set(last, closed - 1)
  }
  return found.slice(0, end)
}

/** Undefined for what is better not followed: a reader could not see where it leads. */
function readLink(typed: string): MessageLink | undefined {
  if (findHidden(typed) !== undefined) return undefined
  if (/^mailto:/i.test(typed)) return readMail(typed)
  return /^www\./i.test(typed)
    ? readWeb(`https://${typed}`, '')
    : readWeb(typed, /^https:/i.test(typed) ? 'https://' : 'http://')
}

/** @param before - what is shown in front of the host */
function readWeb(address: string, before: string): MessageLink | undefined {
  const [, authority = '', rest = ''] = /^https?:\/\/([^/?#]+)(.*)$/isu.exec(address) ?? []
  // A name and a password in front of the host look like one, and browsers read a backslash as a slash.
  const url = authority === '' || /[@\\]/u.test(authority) ? undefined : readUrl(address)
  if (!url) return undefined
  const host = showHost(authority.replace(/:\d*$/, ''), url.hostname)
  const port = url.port && `:${url.port}`
  const room = Math.max(0, SHOWN_MAX - before.length - host.length)
  return { href: url.href, before, host, rest: port + shorten(showRest(rest, host, url), room) }
}

/** A mail address, alone: further readers or a text would not be seen. */
function readMail(typed: string): MessageLink | undefined {
  const [, reader, domain] = MAIL.exec(typed) ?? []
  if (reader === undefined || domain === undefined) return undefined
  const url = readUrl(`https://${domain}`)
  if (!url) return undefined
  return {
    href: `mailto:${reader}${url.hostname}`,
    before: `mailto:${reader}`,
    host: showHost(domain, url.hostname),
    rest: '',
  }
}

function readUrl(address: string): URL | undefined {
  return URL.canParse(address) ? new URL(address) : undefined
}

/**
 * The host as it is shown: as it was typed, if each of its labels could be the name of a room, which
 * leaves nothing that is taken for something else; else as it is asked for, in ASCII.
 */
function showHost(typed: string, asked: string): string {
  const shown = typed.toLowerCase().normalize('NFC')
  if (/^\p{ASCII}+$/u.test(shown)) return asked
  const isClear = shown
    .split('.')
    .every((label) => isRoomName(label) && !RARE_LATIN.test(label) && !mixesWithLatin(label))
  return isClear && readUrl(`https://${shown}`)?.hostname === asked ? shown : asked
}

/** Room names may write Latin letters beside East Asian ones; hosts that do are shown in ASCII. */
function mixesWithLatin(label: string): boolean {
  return /\p{Script=Latin}/u.test(label) && /(?!\p{Script=Latin})\p{L}/u.test(label)
}

/** What follows the host. Right-to-left hosts and paths would change places. */
function showRest(typed: string, host: string, url: URL): string {
  return RIGHT_TO_LEFT.test(host) ? url.pathname + url.search + url.hash : typed
}

function shorten(text: string, max: number): string {
  const characters = Array.from(text)
  return characters.length <= max + 1 ? text : `${characters.slice(0, max).join('')}…`
}
