import { PASSWORD_MAX, TOKEN_MAX } from '../../../protocol/limits.ts'
import { pageBase, pathBelow } from '../../page-base.ts'
import { keepLinkKeys, type DoorKeys } from '../../store/link-keys.ts'
import { decodeSegment, parseRoute } from './route.ts'

// Names in links, as people and programs write them.
const KINDS: Readonly<Record<string, keyof DoorKeys>> = {
  invite: 'invitation',
  owner: 'owner',
  token: 'token',
  password: 'password',
}

/**
 * Reads the keys of a link. They stand in its fragment, which browsers send to no server.
 *
 * @param hash - such as `#invite=abc`; with or without the mark
 * @returns undefined when there is none
 */
export function readLinkKeys(hash: string): DoorKeys | undefined {
  const keys: DoorKeys = {}
  for (const part of hash.replace(/^#/, '').split('&')) {
    const [, name = '', value = ''] = /^(\w+)=(.+)$/.exec(part) ?? []
    const kind = Object.hasOwn(KINDS, name) ? KINDS[name] : undefined
    if (kind) keys[kind] = readable(kind, decodeSegment(value))
  }
  return Object.keys(keys).length > 0 ? keys : undefined
}

/** The fragment that `readLinkKeys` reads back. */
export function linkFragment(name: 'invite' | 'owner' | 'password', key: string): string {
  return `#${name}=${encodeURIComponent(key)}`
}

/**
 * Takes the keys out of the address: from then on they stand neither in the address bar nor in the history, and nothing
 * that reads addresses finds them.
 *
 * @param isArrival - the page was opened by this address
 */
export function takeLinkKeys(isArrival: boolean): void {
  const keys = readLinkKeys(location.hash)
  if (!keys) return
  history.replaceState(history.state, '', location.pathname + location.search)
  const route = parseRoute(pathBelow(location.pathname, pageBase()))
  if (route.page === 'room') keepLinkKeys(route.room, keys, isArrival)
}

// What a mail programme or a person has spoilt is shown all the same, in a shape in which the server can say that it
// opens nothing: otherwise it would refuse the whole request.
function readable(kind: keyof DoorKeys, key: string): string {
  if (kind === 'password') return key.slice(0, PASSWORD_MAX)
  return key.replace(/[^\x21-\x7e]/g, '-').slice(0, TOKEN_MAX)
}
