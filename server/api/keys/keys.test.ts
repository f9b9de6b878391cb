import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it, type TestContext } from 'node:test'
import { fileURLToPath } from 'node:url'
import { createLogger } from '../../observability/logger.ts'
import { createKey, isForRoom, type KeyPlan } from './api-key.ts'
import { changeKeys, keysFileOf, readKeys } from './key-file.ts'
import { readPlan } from './key-plan.ts'
import { KeyRing, readUses } from './key-ring.ts'

const PROGRAM = fileURLToPath(new URL('../../../scripts/api-key.ts', import.meta.url))
const NOW = Date.now()
const PLAN = { name: 'a program', scopes: ['rooms:read' as const], rooms: null, expiresAt: null }

function keyFile(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'plenary-keys-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  return join(folder, 'data', 'api-keys.json')
}

function ringOf(t: TestContext, file: string | undefined): { ring: KeyRing; errors: string[] } {
  const errors: string[] = []
  const write = (line: string): void =>
    void errors.push((JSON.parse(line) as { err: { message: string } }).err.message)
  const ring = new KeyRing(file, createLogger({ level: 'error', format: 'json' }, { write }))
  t.after(() => ring.close())
  return { ring, errors }
}

function add(file: string, part: Partial<KeyPlan> = {}): { key: string; id: string } {
  const { key, stored } = createKey({ ...PLAN, ...part }, NOW)
  changeKeys(file, (keys) => [...keys, stored], NOW)
  return { key, id: stored.id }
}

/** Runs the program of the operator. */
async function run(...args: string[]): Promise<{ out: string; err: string; failed: boolean }> {
  return await new Promise((resolve) => {
    execFile(process.execPath, [PROGRAM, ...args], (error, out, err) =>
      resolve({ out, err, failed: error !== null }),
    )
  })
}

describe('API keys', () => {
  it('are kept as hashes, in a file that nobody else can read', (t) => {
    const file = keyFile(t)
    const { key } = add(file)
    assert.ok(!readFileSync(file, 'utf8').includes(key.slice(17, 30)))
    assert.equal(statSync(file).mode & 0o777, 0o600)
  })

  it('are good from the next request on, and worth nothing from the moment of their revocation', (t) => {
    const file = keyFile(t)
    const { ring } = ringOf(t, file)
    assert.equal(ring.isEmpty, true)
    const { key, id } = add(file)
    assert.equal(ring.check(key, NOW).kind, 'good')
    changeKeys(file, (keys) => keys.map((one) => (one.id === id ? { ...one, revokedAt: NOW } : one)), NOW)
    assert.equal(ring.check(key, NOW).kind, 'revoked')
  })

  it('expire at their time', (t) => {
    const file = keyFile(t)
    const { key } = add(file, { expiresAt: NOW + 10 })
    const { ring } = ringOf(t, file)
    assert.deepEqual([ring.check(key, NOW + 9).kind, ring.check(key, NOW + 10).kind], ['good', 'expired'])
  })

  it('are worth nothing altered, cut, of another id, or as their own hash', (t) => {
    const file = keyFile(t)
    const { key } = add(file, { expiresAt: NOW - 1 })
    const other = add(file)
    const { ring } = ringOf(t, file)
    const swapped = other.key.slice(0, 17) + key.slice(17)
    const [hash = ''] = readKeys(file).map((one) => one.hash)
    const last = key.endsWith('A') ? 'B' : 'A'
    for (const wrong of [
      key.slice(0, -1) + last,
      key.slice(0, -1),
      `${key}A`,
      swapped,
      hash,
      '',
      'plk_',
      '__proto__',
    ]) {
      // An expired key is told so only to whoever has all of it.
      assert.equal(ring.check(wrong, NOW).kind, 'unknown', wrong)
    }
  })

  it('let nobody in while their file is damaged or others can write it, and say so once', (t) => {
    const file = keyFile(t)
    const { key } = add(file)
    const { ring, errors } = ringOf(t, file)
    assert.equal(ring.check(key, NOW).kind, 'good')
    const text = readFileSync(file, 'utf8')
    for (const damaged of [
      '',
      '{',
      '[]',
      '{"version":2,"keys":[]}',
      text.replace('"rooms": null', '"rooms": ["*x"]'),
    ]) {
      writeFileSync(file, damaged)
      assert.deepEqual(
        [ring.check(key, NOW).kind, ring.check(key, NOW).kind, ring.isEmpty],
        ['unknown', 'unknown', false],
      )
    }
    assert.equal(errors.length, 5)
    writeFileSync(file, text)
    chmodSync(file, 0o620)
    assert.equal(ring.check(key, NOW).kind, 'unknown')
    assert.match(errors.at(-1) ?? '', /chmod 600/)
    chmodSync(file, 0o600)
    assert.equal(ring.check(key, NOW).kind, 'good')
  })

  it('note when they were last used, in a file of the server’s own', (t) => {
    const file = keyFile(t)
    const { key, id } = add(file)
    const { ring } = ringOf(t, file)
    ring.check(key, NOW + 5)
    ring.close()
    assert.equal(readUses(file).get(id), NOW + 5)
    assert.equal(statSync(`${file}.used`).mode & 0o777, 0o600)
    writeFileSync(`${file}.used`, '{"a":')
    assert.equal(readUses(file).size, 0)
  })

  it('are for the rooms of their patterns', () => {
    const isFor = (rooms: string[] | null, room: string): boolean => isForRoom({ rooms }, room)
    assert.ok(isFor(null, 'x') && isFor(['team-*'], 'team-1') && isFor(['a', 'b'], 'b') && isFor(['*'], 'x'))
    assert.ok(!isFor(['team-*'], 'team') && !isFor(['team'], 'team-1') && !isFor(['b'], 'a'))
  })

  it('stand beside the storage, unless a setting says otherwise or nothing is stored', () => {
    assert.equal(keysFileOf(undefined, '/var/lib/plenary/db.sqlite'), '/var/lib/plenary/api-keys.json')
    assert.equal(keysFileOf('/etc/keys.json', 'none'), '/etc/keys.json')
    assert.equal(keysFileOf(undefined, 'none'), undefined)
  })
})

describe('npm run api-key', () => {
  it('makes keys, lists them without secrets and revokes them', async (t) => {
    const file = keyFile(t)
    const made = await run(
      'create',
      '--name',
      'Portal',
      '--scopes',
      'rooms:read,chat:read',
      '--rooms',
      'team-*',
      '--file',
      file,
    )
    const key = made.out.trim()
    const { ring } = ringOf(t, file)
    assert.equal(ring.check(key, Date.now()).kind, 'good')
    ring.close()
    const listed = await run('list', '--file', file)
    assert.match(
      listed.out,
      /Portal[^]*rooms:read, chat:read; rooms: team-\*[^]*good until revoked; last used/,
    )
    assert.ok(!listed.out.includes(key.slice(17)))
    const [, id = ''] = key.split('_')
    assert.equal((await run('revoke', id, '--file', file)).failed, false)
    assert.match((await run('list', '--file', file)).out, /revoked 20/)
  })

  it('says what to type instead of doing something else', async (t) => {
    const plan = { name: 'x', scopes: 'rooms:read' }
    const typed: [Parameters<typeof readPlan>[0], RegExp][] = [
      [{ scopes: 'rooms:read' }, /--name/],
      [{ name: 'a\nb', scopes: 'rooms:read' }, /--name/],
      [{ name: 'x' }, /--scopes/],
      [{ name: 'x', scopes: 'rooms:all' }, /"rooms:all" is no scope/],
      [{ name: 'x', scopes: 'constructor' }, /is no scope/],
      [{ ...plan, rooms: '*-x' }, /--rooms/],
      [{ ...plan, rooms: ' , ' }, /--rooms/],
      [{ ...plan, expires: 'soon' }, /--expires/],
      [{ ...plan, expires: '0d' }, /--expires/],
      [{ ...plan, expires: '99999d' }, /--expires/],
      [{ name: 'x', scopes: 'settings:read', rooms: 'a' }, /does not go with --rooms/],
      [{ name: 'x', scopes: 'rooms:read,webhooks:write', rooms: 'a' }, /webhooks:write .* --rooms/],
      [{ name: 'x', scopes: 'checks:read', rooms: 'a' }, /checks:read .* --rooms/],
    ]
    for (const [given, expected] of typed) assert.throws(() => readPlan(given, NOW), expected)
    assert.equal(readPlan({ ...plan, expires: '2d' }, NOW).expiresAt, NOW + 2 * 86_400_000)
    const file = keyFile(t)
    const wrong = await run('revoke', 'ffffffffffff', '--file', file)
    assert.deepEqual([wrong.failed, /no key ffffffffffff/.test(wrong.err), wrong.out], [true, true, ''])
  })

  it('changes nothing while another program does, and outlives one that was killed', (t) => {
    const file = keyFile(t)
    add(file)
    writeFileSync(`${file}.lock`, '')
    assert.throws(() => changeKeys(file, () => [], Date.now()), /Try again/)
    assert.equal(readKeys(file).length, 1)
    utimesSync(`${file}.lock`, 0, 0)
    changeKeys(file, (keys) => [...keys], Date.now())
    assert.equal(existsSync(`${file}.lock`), false)
  })
})
