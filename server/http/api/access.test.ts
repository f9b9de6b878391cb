import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { apiAccessPage, expectedAccess, type RouteAccess } from '../../../scripts/docs/api-access.ts'
import { ROUTES } from '../../api/routes/table.ts'
import { SCOPE_NAMES } from '../../api/scopes.ts'
import { startApi } from './test-api.ts'
import { sampleRequest, setScene } from './test-requests.ts'

describe('access to the API', () => {
  it('is what the table says, for every route and every kind of key', async (t) => {
    const api = await startApi(
      t,
      { settings: { failuresPerMinute: 10_000 } },
      { maxRooms: 100, maxSeats: 100 },
    )
    const { call, makeKey } = api
    const scopes = [...SCOPE_NAMES]
    const wrong = `plk_${'0'.repeat(12)}_${'A'.repeat(43)}`
    const refusedKeys = [
      null,
      wrong,
      makeKey({ expiresAt: Date.now() - 1 }).key,
      makeKey({ revokedAt: Date.now() - 1 }).key,
    ]
    const foreign = makeKey({ rooms: ['elsewhere-*'] }).key
    const single = scopes.map((scope) => ({ scope, key: makeKey({ scopes: [scope] }).key }))

    const observed: RouteAccess[] = []
    for (const [index, route] of ROUTES.entries()) {
      const scene = await setScene(api, `room-${index}`, route)
      const { path, body } = sampleRequest(route, scene)
      const ask = async (key: string | null) => await call(path, { method: route.method, key, body })
      const refused = []
      for (const key of refusedKeys) refused.push((await ask(key)).status)
      const other = await ask(foreign)
      const isOwn = other.status === 200 && !other.text.includes(scene.room)
      const allowed = []
      for (const { scope, key } of single) {
        const { status, text } = await ask(key)
        if (status < 300) allowed.push(scope)
        else
          assert.deepEqual([status, text.includes('scope_missing')], [403, true], `${scope} ${path}: ${text}`)
      }
      observed.push({
        route: `${route.method} ${route.path}`,
        refused,
        otherRooms: isOwn ? 'own' : other.status,
        scopes: allowed,
      })
    }
    assert.deepEqual(observed, expectedAccess())
    assert.equal(apiAccessPage(observed), apiAccessPage())
  })
})
