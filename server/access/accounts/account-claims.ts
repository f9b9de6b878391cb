import type { Role } from '../../../protocol/index.ts'
import type { OidcSettings } from '../../config/schema-oidc.ts'
import type { Grant } from '../../rooms/ports/access.ts'
import { readPerson } from '../person.ts'

type Claims = Readonly<Record<string, unknown>>

/** What becomes of the claims of a provider. */
export interface AccountSettings extends Pick<
  OidcSettings,
  'nameClaim' | 'groupsClaim' | 'hosts' | 'coHosts' | 'viewers'
> {
  issuer: string
  pictureHosts: readonly string[]
  /** Groups of operators, `admin.groups`. */
  operators: readonly string[]
}

/** What the claims of an account grant: who it is, and the role of its groups. */
export function grantOf(claims: Claims, settings: AccountSettings): Grant {
  const { issuer, pictureHosts, nameClaim } = settings
  const name = claimAt(claims, nameClaim) ?? claims.preferred_username
  const person = readPerson({ issuer, id: claims.sub, name, picture: claims.picture }, pictureHosts)
  const isOperator = groupsAt(claims, settings.groupsClaim).some((group) =>
    settings.operators.includes(group),
  )
  return { ...person, role: roleOf(claims, settings), ...(isOperator ? { operator: true } : {}) }
}

/** The highest role of all groups; null when none of them has one. */
function roleOf(claims: Claims, { groupsClaim, hosts, coHosts, viewers }: AccountSettings): Role | null {
  const groups = new Set(groupsAt(claims, groupsClaim))
  const isIn = (named: readonly string[]): boolean => named.some((group) => groups.has(group))
  if (isIn(hosts)) return 'host'
  if (isIn(coHosts)) return 'co-host'
  return isIn(viewers) ? 'viewer' : null
}

function groupsAt(claims: Claims, path: string): string[] {
  const value = claimAt(claims, path)
  return [value].flat().filter((group) => typeof group === 'string')
}

/** A claim may have dots in its name, as those with a namespace do: the whole name is tried first. */
function claimAt(claims: Claims, path: string): unknown {
  if (Object.hasOwn(claims, path)) return claims[path]
  let value: unknown = claims
  for (const key of path.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined
    value = (value as Claims)[key]
  }
  return value
}
