import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { SCOPE_NAMES } from '../../server/api/scopes.ts'
import { waitFor } from '../../tools/harness/wait-for.ts'
import { startWithApi } from '../kit/programs.ts'

const CURL = fileURLToPath(new URL('../kit/curl.mjs', import.meta.url))
const PAGE = fileURLToPath(new URL('../../docs/api.md', import.meta.url))

/** Runs a script as somebody who copies it from the page, with a curl of our own: not every machine has one. */
async function shell(script: string, env: Record<string, string>): Promise<string> {
  const curl = `curl() { '${process.execPath}' '${CURL}' "$@"; }\n`
  return await new Promise((resolve, reject) => {
    execFile('sh', ['-e', '-c', curl + script], { env: { ...process.env, ...env } }, (error, out, err) => {
      if (error) reject(new Error(`${script}\n${out}\n${err}`))
      else resolve(out)
    })
  })
}

describe('API for programs', () => {
  it('does what every example of docs/api.md says, around people who are inside', async (t) => {
    const { server, key } = await startWithApi(
      t,
      {},
      {
        rooms: ['course-*'],
        scopes: SCOPE_NAMES.filter((scope) => !/^(settings|webhooks|checks):/.test(scope)),
      },
    )
    const scripts = [...(await readFile(PAGE, 'utf8')).matchAll(/```sh\n([^]*?)```/g)].map(
      ([, script]) => script ?? '',
    )
    assert.ok(scripts.length >= 7)
    const run = async (script: string) => await shell(script, { PLENARY: server.url, KEY: key })
    const [make = '', ...others] = scripts
    const first = await run(make)
    const { ownerLink } = JSON.parse(first) as { ownerLink: { token: string; link: string } }
    assert.equal(ownerLink.link, `/r/course-7#owner=${encodeURIComponent(ownerLink.token)}`)
    const ada = await server.join('course-7', 'Ada', { credentials: { owner: ownerLink.token } })
    const answers = []
    for (const script of others) answers.push(await run(script))
    assert.ok(
      answers.some((answer) => answer.includes(ada.id)),
      'who is inside',
    )
    assert.ok(
      answers.some((answer) => / invitation-made by portal/.test(answer)),
      'the log as lines',
    )
    assert.equal(await run(make), first, 'the same Idempotency-Key')
  })

  it('lets the holder of an owner link be host, and others be stopped by a program', async (t) => {
    const { server, key } = await startWithApi(t)
    const ask = async (method: string, path: string, body?: object) => {
      const response = await fetch(`${server.url}/api/v1${path}`, {
        method,
        headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
        ...(body ? { body: JSON.stringify(body) } : {}),
      })
      return {
        status: response.status,
        json: (response.status === 204 ? {} : await response.json()) as Record<string, unknown>,
      }
    }
    const made = await ask('POST', '/rooms', { name: 'team', owner: 'Ada' })
    assert.equal(made.status, 201)
    const { token } = made.json.ownerLink as { token: string }
    const ada = await server.join('team', 'Ada', { credentials: { owner: token } })
    const bob = await server.join('team', 'Bob')
    const roles = (await ask('GET', '/rooms/team/participants')).json.participants as {
      name: string
      role: string
    }[]
    assert.deepEqual(
      roles.map(({ name, role }) => [name, role]),
      [
        ['Ada', 'host'],
        ['Bob', 'speaker'],
      ],
    )
    assert.equal(
      (await ask('PUT', `/rooms/team/participants/${bob.id}/role`, { role: 'viewer' })).status,
      204,
    )
    assert.equal((await ask('DELETE', `/rooms/team/participants/${bob.id}`)).status, 204)
    await waitFor(async () => {
      const { count } = (await ask('GET', '/rooms/team/participants')).json
      return count === 1 ? undefined : `${String(count)} are inside`
    })
    const { entries } = (await ask('GET', '/rooms/team/log')).json as {
      entries: { kind: string; by?: { name: string } }[]
    }
    assert.deepEqual(entries.find(({ kind }) => kind === 'removed')?.by, { name: 'portal' })
    assert.equal((await ask('POST', '/rooms/team/end', { seconds: 0 })).status, 204)
    await waitFor(async () => {
      const { json } = await ask('GET', '/server')
      return json.rooms === 0 ? undefined : 'the meeting goes on'
    })
    assert.equal((await ask('GET', '/rooms/team')).json.owner, 'Ada', 'what is kept outlives the meeting')
    ada.close()
  })
})
