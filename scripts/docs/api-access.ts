import { subjectOf, type Route } from '../../server/api/routes/route.ts'
import { ROUTES } from '../../server/api/routes/table.ts'
import { SCOPE_NAMES, SCOPES } from '../../server/api/scopes.ts'
import { cell, table } from './markdown.ts'

/** What a request of a route is answered with, by who asks: HTTP statuses. */
export interface RouteAccess {
  route: string
  /** Without a key, with one that does not exist, with an expired and with a revoked one. */
  refused: readonly number[]
  /** With a key of every scope that is for other rooms; `own` where it is told of its rooms alone. */
  otherRooms: number | 'own'
  /** The scopes of which a key with nothing else is let in. */
  scopes: readonly string[]
}

const INTRODUCTION = `# Who may ask what

<!-- Generated from server/api/routes by "npm run docs". Do not edit. -->

Every route of the API for programs ([api.md](api.md)) with what it is answered with. \`server/http/api/access.test.ts\`
asks each of them without a key, with a wrong one, an expired one, a revoked one, one for other rooms, and one of each
single scope, and compares what it sees with this table.
`

/** What the routes say of themselves. */
export function expectedAccess(routes: readonly Route[] = ROUTES): RouteAccess[] {
  return routes.map((route) => ({
    route: `${route.method} ${route.path}`,
    refused: [401, 401, 401, 401],
    otherRooms: subjectOf(route) === 'rooms' && route.method === 'GET' ? 'own' : 403,
    scopes: [route.scope],
  }))
}

/** The text of \`docs/api-access.md\`, before formatting. */
export function apiAccessPage(access: readonly RouteAccess[] = expectedAccess()): string {
  const rows = access.map(({ route, refused, otherRooms, scopes }) => [
    `\`${route}\``,
    scopes.map((scope) => `\`${scope}\``).join(', '),
    ...refused.map(String),
    otherRooms === 'own' ? 'its own only' : String(otherRooms),
  ])
  const head = [
    'Route',
    'Scope that is enough',
    'No key',
    'Wrong key',
    'Expired',
    'Revoked',
    'For other rooms',
  ]
  const scopes = SCOPE_NAMES.map((scope) => [`\`${scope}\``, cell(SCOPES[scope])])
  return [INTRODUCTION, table(['Scope', 'Allows'], scopes), table(head, rows)].join('\n')
}
