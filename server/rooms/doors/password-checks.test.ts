import assert from 'node:assert/strict'
import { it } from 'node:test'
import { hasCode } from '../test-room.ts'
import { PasswordChecks } from './password-checks.ts'
import { hashPassword, hasPasswordHash } from './password-hash.ts'

const CHEAP = { log2N: 4, r: 8, p: 1 }

function setUp() {
  const clock = { now: 1000 }
  return { clock, checks: new PasswordChecks(() => clock.now) }
}

const attempt = (hash: string, password: string, address = '192.0.2.1', room = 'red', device?: string) => ({
  room,
  hash,
  password,
  address,
  device,
})

it('hashes with a salt and its parameters, and knows the password again in any spelling of it', async () => {
  const one = await hashPassword('caf\u00e9', CHEAP)
  const other = await hashPassword('caf\u00e9', CHEAP)
  assert.notEqual(one, other)
  assert.match(one, /^scrypt\$4\$8\$1\$/)
  assert.equal(await hasPasswordHash('cafe\u0301', one), true)
  assert.equal(await hasPasswordHash('cafe', one), false)
  assert.match(await hashPassword('x'), /^scrypt\$15\$8\$1\$/)
})

it('has no password for a hash that is damaged or asks for too much', async () => {
  const hash = await hashPassword('open', CHEAP)
  for (const damaged of [
    '',
    'plain',
    hash.slice(0, -1),
    hash.replace('$4$', '$30$'),
    hash.replace('$8$', '$0$'),
  ])
    assert.equal(await hasPasswordHash('open', damaged), false, damaged)
})

it('computes nothing more once the right password is known', async () => {
  const { checks } = setUp()
  const hash = await hashPassword('open', CHEAP)
  const first = checks.check(attempt(hash, 'open'))
  assert.ok(first instanceof Promise)
  assert.equal(await first, true)
  assert.equal(checks.check(attempt(hash, 'open')), true)
  assert.equal(checks.check(attempt(hash, 'shut')), false, 'a wrong one is known as wrong')
})

it('knows a password that it has hashed itself', async () => {
  const { checks } = setUp()
  assert.equal(checks.check(attempt(await checks.hash('open'), 'open')), true)
})

it('computes once for many who come at once with the same password', async () => {
  const { checks } = setUp()
  const hash = await hashPassword('open', CHEAP)
  const all = Array.from({ length: 200 }, async (_, index) =>
    checks.check(attempt(hash, 'open', `192.0.2.${index}`)),
  )
  assert.deepEqual(new Set(await Promise.all(all)), new Set([true]))
})

it('lets an address guess a few times in a room, and more only after a while', async () => {
  const { checks, clock } = setUp()
  const hash = await checks.hash('open')
  for (let guess = 0; guess < 10; guess += 1)
    assert.equal(checks.check(attempt(hash, `guess ${guess}`, '192.0.2.9')), false)
  assert.throws(
    () => checks.check(attempt(hash, 'open', '192.0.2.9')),
    hasCode('rate_limited'),
    'right or wrong',
  )
  assert.equal(checks.check(attempt(hash, 'open', '192.0.2.8')), true, 'others are not concerned')
  assert.equal(checks.check(attempt(hash, 'open', '192.0.2.9', 'blue')), true, 'nor are other rooms')
  clock.now += 10_000
  assert.equal(checks.check(attempt(hash, 'open', '192.0.2.9')), true)
})

it('lets an address guess no more by trying many rooms', async () => {
  const { checks, clock } = setUp()
  const hash = await checks.hash('open')
  const guess = (index: number): boolean | Promise<boolean> =>
    checks.check(attempt(hash, 'guess', '192.0.2.9', `room-${index}`))
  for (let index = 0; index < 60; index += 1) assert.equal(guess(index), false)
  assert.throws(() => guess(60), hasCode('rate_limited'))
  let guesses = 0
  for (let second = 0; second < 3600; second += 1) {
    clock.now += 1000
    try {
      assert.equal(guess(100 + second), false)
      guesses += 1
    } catch (error) {
      assert.ok(hasCode('rate_limited')(error))
    }
  }
  assert.ok(guesses <= 1801, `${guesses} in an hour`)
})

it('lets a browser in that has shown the password, whoever guesses behind its address', async () => {
  const { checks } = setUp()
  const hash = await checks.hash('open')
  const [mine, foreign] = ['m'.repeat(22), 'f'.repeat(22)]
  const tryWith = (password: string, device: string | undefined, of = hash): boolean | Promise<boolean> =>
    checks.check(attempt(of, password, '192.0.2.9', 'red', device))
  assert.equal(tryWith('open', mine), true)
  for (let guess = 0; guess < 10; guess += 1) assert.equal(tryWith(`guess ${guess}`, foreign), false)
  assert.equal(tryWith('open', mine), true)
  for (const device of [foreign, undefined, 'n'.repeat(22)])
    assert.throws(() => tryWith('open', device), hasCode('rate_limited'), device)
  const later = await checks.hash('other')
  assert.throws(() => tryWith('other', mine, later), hasCode('rate_limited'), 'another password')
})

it('lets nobody who knows the password use up the guesses of others', async () => {
  const { checks } = setUp()
  const hash = await checks.hash('open')
  const device = 'm'.repeat(22)
  assert.equal(checks.check(attempt(hash, 'open', '192.0.2.9', 'red', device)), true)
  for (let time = 0; time < 1000; time += 1)
    assert.equal(checks.check(attempt(hash, 'wrong', '192.0.2.9', 'red', device)), false)
  assert.equal(checks.check(attempt(hash, 'open', '192.0.2.9')), true)
})

it('lets hosts who set passwords without end hold up nobody who shows one', async () => {
  const { checks } = setUp()
  const hash = await hashPassword('open', CHEAP)
  const set = await Promise.allSettled(
    Array.from({ length: 40 }, async (_, index) => await checks.hash(`p${index}`, `192.0.2.${index % 10}`)),
  )
  assert.ok(set.filter(({ status }) => status === 'fulfilled').length <= 8)
  assert.equal(await checks.check(attempt(hash, 'open')), true)
})

it('lets one address set a few passwords, and others set theirs', async () => {
  const { checks, clock } = setUp()
  const set = async (address: string) => await checks.hash('open', address)
  for (let time = 0; time < 5; time += 1) {
    await set('192.0.2.9')
    clock.now += 500
  }
  await assert.rejects(set('192.0.2.9'), hasCode('rate_limited'))
  await set('192.0.2.8')
  clock.now += 10_000
  await set('192.0.2.9')
})

it('lets honest people in while a thousand addresses guess in their room', async () => {
  const { checks } = setUp()
  const hash = await checks.hash('open')
  let refused = 0
  for (let index = 0; index < 5000; index += 1) {
    try {
      assert.equal(checks.check(attempt(hash, `guess ${index}`, `attacker ${index % 1000}`)), false)
    } catch (error) {
      assert.ok(hasCode('rate_limited')(error))
      refused += 1
    }
  }
  assert.ok(refused >= 1900, `${refused} guesses of addresses that had guessed before were refused`)
  assert.equal(checks.check(attempt(hash, 'opn', 'honest')), false)
  assert.equal(checks.check(attempt(hash, 'open', 'honest')), true)
})

it('computes few at a time however many guess before the right one is known', async () => {
  const { checks, clock } = setUp()
  const hash = await hashPassword('open', CHEAP)
  const all = Array.from({ length: 1000 }, async (_, index) =>
    checks.check(attempt(hash, `${index}`, `a${index}`)),
  )
  const ended = await Promise.allSettled(all)
  const computed = ended.filter(({ status }) => status === 'fulfilled').length
  assert.ok(computed > 0 && computed <= 8, `${computed} were computed`)
  clock.now += 1000
  assert.equal(await checks.check(attempt(hash, 'open', 'honest')), true, 'a second later')
})
