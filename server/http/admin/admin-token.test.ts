import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { chmodSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { AdminAccess } from '../../admin/admin-access.ts'
import { AdminToken, renewAdminToken } from '../../admin/admin-token.ts'
import { createLogger } from '../../observability/logger.ts'
import { RefusalLog } from '../../observability/refusal-log.ts'
import { temporaryFolder } from '../test-server.ts'

describe('the token of the operator', () => {
  it('is told once, kept as a hash that only its owner can read, and good again after a restart', async (t) => {
    const file = join(await temporaryFolder(t), 'deeper', 'admin-token.json')
    const logger = createLogger({ level: 'silent', format: 'json' })
    const first = new AdminToken(file, logger)
    const token = first.takeFresh() ?? ''
    assert.match(token, /^pla_[\w-]{43}$/)
    assert.equal(first.takeFresh(), undefined)
    assert.equal(statSync(file).mode & 0o777, 0o600)
    assert.doesNotMatch(readFileSync(file, 'utf8'), new RegExp(token.slice(4)))
    const second = new AdminToken(file, logger)
    assert.equal(second.takeFresh(), undefined)
    assert.equal(second.isRight(token), true)
    for (const wrong of ['', 'pla_', token.slice(0, -1), `${token}x`, token.toUpperCase()])
      assert.equal(second.isRight(wrong), false)
    const other = renewAdminToken(file, Date.now())
    assert.deepEqual([second.isRight(token), second.isRight(other)], [false, true])
    chmodSync(file, 0o666)
    assert.equal(second.isRight(other), false, 'whoever can write the file could make a token')
  })

  it('is made anew by a program, which ends the one before', async (t) => {
    const folder = await temporaryFolder(t)
    const program = fileURLToPath(new URL('../../../scripts/admin-token.ts', import.meta.url))
    const run = (...args: string[]) =>
      spawnSync(process.execPath, [program, ...args], { encoding: 'utf8', cwd: folder })
    const storage = join(folder, 'plenary.sqlite')
    const { stdout, stderr, status } = run('--storage', storage)
    assert.equal(status, 0, stderr)
    assert.match(stdout, /^pla_[\w-]{43}\n$/)
    assert.doesNotMatch(stderr, /pla_/)
    const token = new AdminToken(
      join(folder, 'admin-token.json'),
      createLogger({ level: 'silent', format: 'json' }),
    )
    assert.equal(token.isRight(stdout.trim()), true)
    assert.notEqual(run('--storage', storage).stdout, stdout)
    assert.equal(token.isRight(stdout.trim()), false)
    const refused = run('--storage', 'none')
    assert.deepEqual([refused.status, refused.stdout], [1, ''])
  })

  it('lasts as long as the server where nothing is stored', () => {
    const token = new AdminToken(undefined, createLogger({ level: 'silent', format: 'json' }))
    assert.equal(token.isRight(token.takeFresh() ?? ''), true)
  })
})

it('remembers a bounded number of sessions', (t) => {
  const logger = createLogger({ level: 'silent', format: 'json' })
  const refusals = new RefusalLog(logger)
  t.after(() => refusals.close())
  const token = new AdminToken(undefined, logger)
  const access = new AdminAccess({ token, sessionSeconds: 100, refusals })
  const text = token.takeFresh() ?? ''
  const sessions = Array.from({ length: 101 }, () => {
    const result = access.signIn(text, '192.0.2.1')
    return result.kind === 'signed-in' ? result.session : ''
  })
  const isOpen = (session: string | undefined): boolean => access.isSignedIn(session, () => false)
  assert.deepEqual([isOpen(sessions[0]), isOpen(sessions[1]), isOpen(sessions.at(-1))], [false, true, true])
})
