import { isIP } from 'node:net'
import { isTree, type Tree } from './config-file.ts'
import { isHostName } from './host-names.ts'
import { addressOf } from './schema-acme.ts'

const HTTPS_PORT = 443

/**
 * Fills in what follows from the wish for a certificate: the mode, the port of HTTPS and the public address. What
 * somebody set stays.
 *
 * @param tree - the settings before they are checked, whatever they hold; changed in place
 * @returns the paths of what was filled in
 */
export function implySettings(tree: Tree): string[] {
  const { listen } = tree
  if (!isTree(listen) || !isTree(listen.acme)) return []
  const { names, publicAddress } = listen.acme
  const [first] = Array.isArray(names) ? (names as unknown[]) : []
  if (first === undefined && publicAddress !== true) return []
  listen.tls ??= {}
  if (!isTree(listen.tls)) return []
  const filledIn: string[] = []
  const imply = (section: Tree, path: string, key: string, value: unknown): void => {
    if (section[key] !== undefined || value === undefined) return
    section[key] = value
    filledIn.push(`${path}.${key}`)
  }
  imply(listen.tls, 'listen.tls', 'mode', 'acme')
  if (listen.tls.mode !== 'acme') return filledIn
  imply(listen, 'listen', 'port', HTTPS_PORT)
  imply(listen, 'listen', 'publicUrl', publicUrl(first, listen.port))
  return filledIn
}

/** What is no name or no port is refused later, with a sentence. */
function publicUrl(name: unknown, port: unknown): string | undefined {
  return isName(name) && isPort(port) ? addressOf(name, port) : undefined
}

function isName(value: unknown): value is string {
  return typeof value === 'string' && (isIP(value) !== 0 || isHostName(value))
}

function isPort(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 65_535
}
