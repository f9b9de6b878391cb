import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { waitFor } from '../../tools/harness/wait-for.ts'
import { startServerProcess } from '../kit/server-process.ts'
import { startServer } from '../kit/server.ts'

const ADMIN_TOKEN = fileURLToPath(new URL('../../scripts/admin-token.ts', import.meta.url))

/** Sends requests as the page of the operator does, after signing in. */
async function operatorOf(url: string, token: string, from?: string) {
  const headers = {
    'x-plenary-operator': '1',
    'content-type': 'application/json',
    ...(from === undefined ? {} : { 'x-forwarded-for': from }),
  }
  const ask = async (method: string, path: string, body?: unknown, cookie = ''): Promise<Response> =>
    await fetch(url + path, {
      method,
      headers: { ...headers, cookie },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
  const signedIn = await ask('POST', '/admin/session', { token })
  assert.equal(signedIn.status, 204, await signedIn.text())
  const cookie = signedIn.headers.get('set-cookie')?.split(';')[0] ?? ''
  return async (method: string, path: string, body?: unknown): Promise<Response> =>
    await ask(method, `/api/v1${path}`, body, cookie)
}

it('an operator sees over which path somebody comes, and blocks the address: who is there goes, and nobody comes back', async (t) => {
  const server = await startServer(t, { listen: { trustProxy: ['127.0.0.1'] } })
  const mallory = await server.join('demo', 'Mallory', { signaling: { forwardedFor: '203.0.113.7' } })
  const bob = await server.join('demo', 'Bob', { signaling: { forwardedFor: '203.0.113.8' } })
  await mallory.publishMicrophone({ level: -20 })
  const ask = await operatorOf(server.url, server.adminToken ?? '', '203.0.113.9')
  await waitFor(async () => {
    const { participants } = (await (await ask('GET', '/rooms/demo/lines')).json()) as {
      participants: { id: string; send: { protocol: string; bitsPerSecond: number } | null }[]
    }
    const line = participants.find(({ id }) => id === mallory.id)?.send
    return line?.protocol === 'udp' && line.bitsPerSecond > 1000 ? undefined : JSON.stringify(line)
  })

  const refused = await ask('POST', '/server/blocks', { address: '203.0.113.9', minutes: 5 })
  assert.equal(refused.status, 409, 'nobody locks themselves out')
  const answer = await ask('POST', '/server/blocks', {
    room: 'demo',
    participantId: mallory.id,
    minutes: 5,
    note: 'loud',
  })
  assert.equal(answer.status, 201, await answer.clone().text())
  const { id } = (await answer.json()) as { id: string }
  await waitFor(() => (mallory.ended ? undefined : 'Mallory is still there'))
  const back = { signaling: { forwardedFor: '203.0.113.7' } }
  await assert.rejects(server.join('demo', 'Mallory', back))
  const page = await fetch(server.url, { headers: { 'x-forwarded-for': '203.0.113.7' } }).catch(
    () => undefined,
  )
  assert.notEqual(page?.status, 200)
  assert.equal(bob.signaling.connected, true)
  assert.equal((await ask('DELETE', `/server/blocks/${id}`)).status, 204)
  assert.equal((await server.join('demo', 'Mallory', back)).joined.self.name, 'Mallory')
})

it('an operator ends a server that runs for itself, with a token that the program made, and no log has any of it', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'plenary-admin-'))
  t.after(() => rm(folder, { recursive: true, force: true }))
  const storage = join(folder, 'plenary.sqlite')
  const server = await startServerProcess(t, {
    args: ['--port', '0', '--host', '127.0.0.1'],
    env: { PLENARY_STORAGE_FILE: storage, PLENARY_MEDIA_PORT: '0', PLENARY_MEDIA_WORKERS: '1' },
  })
  const first = await readFile(join(folder, 'admin-token.json'), 'utf8')
  const { stdout } = spawnSync(process.execPath, [ADMIN_TOKEN, '--storage', storage], { encoding: 'utf8' })
  assert.notEqual(await readFile(join(folder, 'admin-token.json'), 'utf8'), first)
  const ask = await operatorOf(new URL(server.url).origin, stdout.trim())
  const overview = (await (await ask('GET', '/server/overview')).json()) as { status: string }
  assert.equal(overview.status, 'ready')
  assert.equal((await ask('POST', '/server/drain', { deadlineSeconds: 0 })).status, 204)
  const { code } = await server.exited()
  assert.equal(code, 0)
  assert.doesNotMatch(server.stderr, /pla_|plenary-admin=/)
})
