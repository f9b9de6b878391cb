import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join as below } from 'node:path'
import { after, test } from 'node:test'
import { createKey } from '../../../server/api/keys/api-key.ts'
import { changeKeys } from '../../../server/api/keys/key-file.ts'
import { SCOPE_NAMES } from '../../../server/api/scopes.ts'
import { scenes } from '../kit/scene.ts'

const folder = mkdtempSync(below(tmpdir(), 'plenary-moved-'))
after(() => rmSync(folder, { recursive: true, force: true }))
const keysFile = below(folder, 'api-keys.json')
const plan = { name: 'portal', scopes: [...SCOPE_NAMES], rooms: null, expiresAt: null }
const { key, stored } = createKey(plan, Date.now())
changeKeys(keysFile, () => [stored], Date.now())

const scene = scenes((config) => (config.api.keysFile = keysFile))

test(
  'whoever is moved reads where to, goes there with one click past its password, and is seen by those who are there',
  scene(async ({ server, room, join }) => {
    const call = async (method: string, path: string, body?: unknown): Promise<unknown> => {
      const response = await fetch(`${server.origin}/api/v1${path}`, {
        method,
        headers: { authorization: `Bearer ${key}`, ...(body ? { 'content-type': 'application/json' } : {}) },
        ...(body ? { body: JSON.stringify(body) } : {}),
      })
      assert.ok(response.ok, `${method} ${path}: ${response.status}`)
      return await response.json()
    }
    const group = `${room}-group`
    const bo = await join('Bo', { cameraOff: true, room: group })
    const ada = await join('Ada', { cameraOff: true })
    await call('POST', '/rooms', { name: `${room}-locked`, password: 'open sesame' })
    for (const to of [group, `${room}-locked`]) {
      const from = to === group ? room : group
      const { participants } = (await call('GET', `/rooms/${from}/participants`)) as {
        participants: { id: string; name: string }[]
      }
      const id = participants.find(({ name }) => name === 'Ada')?.id
      await call('POST', `/rooms/${from}/participants/${id}/move`, { to })
      await ada.page.getByRole('alert').getByText(to).waitFor()
      await ada.page.getByRole('button', { name: 'Go to that room' }).click()
      await ada.page.getByRole('button', { name: 'Join now' }).click()
      await ada.control('Leave').waitFor()
      assert.ok(ada.page.url().endsWith(`/r/${to}`), 'nothing of the invitation stands in the address')
      if (to === group) await bo.tile('Ada').waitFor()
    }
    await bo.tile('Ada').waitFor({ state: 'detached' })
  }),
)
