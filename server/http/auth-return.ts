import { checkRoomName } from '../../protocol/index.ts'
import { withoutPrefix } from './prefix.ts'

const PAGES: ReadonlySet<string> = new Set(['/', '/test', '/admin'])
const TYPED_MAX = 2048

/**
 * The page to which somebody comes back after signing in. It is written anew from what was understood of it, so
 * that it can be no page of others, whatever a browser makes of slashes, backslashes and line feeds.
 *
 * @param typed - path of one of the pages of this server, with or without its prefix; anything, as it stands in a link
 * @param prefix - such as `/meet`; empty without one
 * @returns path without prefix, percent-encoded; `/` for everything that is none of the pages
 */
export function ownPage(typed: unknown, prefix: string): string {
  if (typeof typed !== 'string' || typed.length > TYPED_MAX) return '/'
  const [path = ''] = withoutPrefix(typed, prefix).split(/[?#]/)
  if (PAGES.has(path)) return path
  const [, encoded] = /^\/r\/([^/\\]+)$/.exec(path) ?? []
  const { name } = checkRoomName(decoded(encoded ?? ''))
  return name === undefined ? '/' : `/r/${encodeURIComponent(name)}`
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return ''
  }
}
