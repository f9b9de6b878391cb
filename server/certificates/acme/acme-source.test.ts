import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { readdir, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, it, type TestContext } from 'node:test'
import { waitFor } from '../../../tools/harness/wait-for.ts'
import { createSilentLogger } from '../../observability/logger.ts'
import { AcmeSource, type AcmeSourceOptions } from './acme-source.ts'
import { ChallengeAnswers } from './challenge-answers.ts'
import { KeptFiles } from './kept-files.ts'
import { refuse, startTestDirectory, type Answer } from './test-directory.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
const base = mkdtempSync(join(tmpdir(), 'plenary-acme-'))
after(() => rmSync(base, { recursive: true }))

/** A source that asks a false authority. */
async function start(
  t: TestContext,
  answer: Answer,
  given: Partial<AcmeSourceOptions> & { meta?: object } = {},
) {
  const folder = mkdtempSync(join(base, 'one-'))
  const { meta, ...options } = given
  const { directoryUrl, ca, asked } = await startTestDirectory(t, folder, answer, meta)
  const clock = { now: Date.now(), looks: 0 }
  const files = new KeptFiles(folder, directoryUrl)
  const open = async (more: Partial<AcmeSourceOptions> = {}) => {
    const source = await AcmeSource.open({
      authority: { directoryUrl, ca, email: null, eab: null },
      names: () => ['meet.test'],
      temporaryNames: ['localhost'],
      ...{ files, answers: new ChallengeAnswers(), challengeServer: null, logger: createSilentLogger() },
      ...{ now: () => ((clock.looks += 1), clock.now), tickMs: 5, ...options, ...more },
    })
    t.after(async () => await source.close())
    await source.start()
    return source
  }
  return { source: await open(), open, clock, asked, files }
}

/** Waits until it was looked several times whether something is to be done. */
async function looked(clock: { looks: number }): Promise<void> {
  const enough = clock.looks + 20
  await waitFor(() => (clock.looks < enough ? `${enough - clock.looks} looks to go` : undefined))
}

async function failed(source: AcmeSource): Promise<{ error: string; nextAttemptAt: number }> {
  await waitFor(() => (source.state().lastError === null ? 'no attempt failed yet' : undefined))
  const { lastError, nextAttemptAt } = source.state()
  return { error: lastError ?? '', nextAttemptAt: nextAttemptAt?.getTime() ?? 0 }
}

const busy =
  (retryAfter: string): Answer =>
  (path, response) =>
    path === '/account' && refuse(response, 429, 'rateLimited', { 'Retry-After': retryAfter })

describe('AcmeSource', () => {
  it('waits as long as the authority asks, and a restart does not ask before', async (t) => {
    const { source, open, clock, asked } = await start(t, busy('7200'))
    const { error, nextAttemptAt } = await failed(source)
    assert.match(error, /refused: {1,2}\[31mrateLimited/, 'in one line, without what colours a terminal')
    assert.ok(nextAttemptAt >= clock.now + 2 * HOUR_MS && nextAttemptAt <= clock.now + 2.2 * HOUR_MS)
    const times = asked.length
    await source.close()
    const again = await open()
    assert.deepEqual(again.state().nextAttemptAt, new Date(nextAttemptAt))
    assert.equal(again.state().kind, 'self-signed')
    clock.now = nextAttemptAt - 1000
    await looked(clock)
    assert.equal(asked.length, times)
    clock.now = nextAttemptAt
    await waitFor(() => (asked.length === times ? 'nobody is asked' : undefined))
  })

  it('does not believe an authority that asks to wait for a year', async (t) => {
    const { source, clock } = await start(t, busy('31536000'))
    const { nextAttemptAt } = await failed(source)
    assert.ok(nextAttemptAt <= clock.now + 1.1 * DAY_MS)
  })

  it('says what to do about what is no directory, too large a one, and one that asks for an account elsewhere', async (t) => {
    const page: Answer = (_path, response) => Boolean(response.end('<html>hello</html>'))
    assert.match(
      (await failed((await start(t, page)).source)).error,
      /is no ACME directory\. Set listen\.acme\.directoryUrl/,
    )
    const endless: Answer = (_path, response) => Boolean(response.end(Buffer.alloc(1_000_000, ' ')))
    assert.match((await failed((await start(t, endless)).source)).error, /maxContentLength|cannot be reached/)
    const meta = { externalAccountRequired: true }
    assert.match(
      (await failed((await start(t, () => false, { meta })).source)).error,
      /listen\.acme\.eab\.keyId/,
    )
  })

  it('says which file to name when nobody here trusts the authority', async (t) => {
    const folder = mkdtempSync(join(base, 'untrusted-'))
    const { directoryUrl } = await startTestDirectory(t, folder, () => false)
    const authority = { directoryUrl, ca: undefined, email: null, eab: null }
    const { source } = await start(t, () => false, { authority })
    assert.match((await failed(source)).error, /Set listen\.acme\.directoryCaFile/)
  })

  it('ends at once although the authority does not answer, and counts the attempt as made', async (t) => {
    const { source, open, clock, asked } = await start(t, () => true)
    await waitFor(() => (asked.length === 0 ? 'nobody is asked' : undefined))
    assert.ok((source.state().nextAttemptAt?.getTime() ?? 0) <= clock.now, 'it is under way')
    await waitFor('the end', source.close(), { timeoutMs: 1000 })
    const again = await open()
    assert.match(String(again.state().lastError), /interrupted/)
    assert.ok((again.state().nextAttemptAt?.getTime() ?? 0) >= clock.now + 60_000)
    assert.equal(asked.length, 1)
  })

  it('asks at once when other names are wanted after a restart', async (t) => {
    const { source, open, asked } = await start(t, busy('7200'))
    await failed(source)
    await source.close()
    const times = asked.length
    await open({ names: () => ['other.test'] })
    await waitFor(() => (asked.length === times ? 'nobody is asked' : undefined))
  })

  it('leaves the asking to another process that is at it', async (t) => {
    const { source, open, clock, asked, files } = await start(t, busy('1'))
    await failed(source)
    await source.close()
    const times = asked.length
    // The process that started this one runs still.
    await writeFile(join(files.folder, 'lock'), String(process.ppid))
    const again = await open({ names: () => ['other.test'] })
    await looked(clock)
    assert.equal(asked.length, times)
    assert.equal(again.state().kind, 'self-signed')
    await writeFile(join(files.folder, 'lock'), '999999999')
    await waitFor(() => (asked.length === times ? 'nobody is asked' : undefined))
  })

  it('takes damaged files for none', async (t) => {
    const { source, open, files, asked } = await start(t, busy('7200'))
    await failed(source)
    await source.close()
    for (const name of await readdir(files.folder)) await writeFile(join(files.folder, name), '{"half')
    const times = asked.length
    await failed(await open())
    assert.ok(asked.length > times)
  })

  it('says that no address is known and how to tell one, instead of asking', async (t) => {
    const { source, asked } = await start(t, () => false, { names: () => [] })
    assert.match(String(source.state().lastError), /--announce ADDRESS.*--stun/)
    assert.equal(asked.length, 0)
  })
})
