import assert from 'node:assert/strict'
import { it } from 'node:test'
import { createDoors, connectionFrom, PROGRAM } from './doors/test-doors.ts'
import { hasCode, settle } from './test-room.ts'

const NOTHING = { count: 0, names: [] }

it('gives a room that is nobody’s to whoever asks for it, once', async (t) => {
  const { claim, store, heard, rooms } = createDoors(t, { defaults: { startMuted: true } })
  const both = await Promise.allSettled([claim('Ada'), claim('Bob')])
  assert.deepEqual(
    both.map(({ status }) => status),
    ['fulfilled', 'rejected'],
  )
  assert.equal(store.policies.get('red')?.owner?.name, 'Ada')
  assert.deepEqual(store.policies.get('red')?.rules, { startMuted: true })
  assert.equal(heard.length, 1, 'that it has an owner')
  assert.equal(rooms.roomCount, 0, 'no room opens for that')
})

it('makes whoever is alone inside the host of the room that becomes theirs', async (t) => {
  const { come, rooms } = createDoors(t)
  const ada = await come('Ada')
  await rooms.claim('red', { displayName: 'Ada', connection: ada.connection }, ada.seat)
  assert.equal(ada.seat.role, 'host')
  assert.notEqual(ada.seat.owner?.ownerGeneration ?? null, null)
})

it('gives no room away in which others are, also while they come in', async (t) => {
  const { come, claim, media } = createDoors(t)
  media.gate.hold('admit')
  const joining = come('Ada')
  await settle()
  await assert.rejects(claim('Eve'), hasCode('not_allowed'))
  media.gate.open('admit')
  const { connection, seat, room } = await joining
  await assert.rejects(claim('Eve'), hasCode('not_allowed'))
  await come('Bob')
  await assert.rejects(room.doors.claim({ displayName: 'Ada', connection }, seat), hasCode('not_allowed'))
})

it('lets a room that opens meanwhile know whose it is', async (t) => {
  const { claim, come, store } = createDoors(t)
  store.gate.hold('savePolicy')
  const claiming = claim('Owner')
  await settle()
  const joining = come('Ada')
  await settle()
  store.gate.open('savePolicy')
  await claiming
  assert.equal((await joining).room.policy.owner?.name, 'Owner')
})

it('makes an address no thousand rooms its own', async (t) => {
  const { claim } = createDoors(t)
  let made = 0
  for (let index = 0; index < 100; index += 1)
    await claim('Ada', `room-${index}`).then(
      () => (made += 1),
      (error: unknown) => assert.ok(hasCode('rate_limited')(error)),
    )
  assert.ok(made >= 30 && made <= 50, `${made} rooms`)
  await claim('Bob', 'another', connectionFrom('192.0.2.200'))
})

it('tells strangers of open rooms, and of protected ones what it tells of those that are not there', async (t) => {
  const { rooms, open, come } = createDoors(t)
  const { host } = await open()
  assert.deepEqual(await rooms.preview('red', 4), { count: 1, names: ['Owner'], owner: 'Owner' })
  const { policy, doors } = host.room
  for (const rule of [
    { locked: true },
    { lobby: true },
    { hours: { timeZone: 'UTC', windows: [] } },
  ] as const) {
    await policy.changeRules(rule as never, PROGRAM)
    assert.deepEqual(await rooms.preview('red', 4), NOTHING, JSON.stringify(rule))
    await policy.changeRules({ locked: false, lobby: false, hours: null }, PROGRAM)
  }
  await doors.setPassword('open', PROGRAM)
  assert.deepEqual(await rooms.preview('red', 4), NOTHING)
  host.room.leave(host.seat)
  assert.deepEqual(await rooms.preview('red', 4), NOTHING, 'also while nobody is in it')
  assert.deepEqual(await rooms.preview('never', 4), NOTHING)
  await come('Ada', { room: 'green' })
  assert.deepEqual(await rooms.preview('green', 4), { count: 1, names: ['Ada'] })
})

it('tells nothing of a room whose rules cannot be read, and lets nobody in', async (t) => {
  const { rooms, come, store } = createDoors(t)
  store.loadPolicy = () => Promise.reject(new Error('damaged'))
  assert.deepEqual(await rooms.preview('red', 4), NOTHING)
  await assert.rejects(come('Eve'), /damaged/)
  assert.equal(rooms.roomCount, 0)
})

it('keeps what is somebody’s when the meeting is over, and forgets what is nobody’s', async (t) => {
  const { open, come, store } = createDoors(t)
  const { host } = await open()
  await host.room.policy.changeRules({ lobby: true }, PROGRAM)
  host.room.leave(host.seat)
  const ada = await come('Ada', { room: 'green' })
  await ada.room.policy.changeRules({ locked: true }, PROGRAM)
  ada.room.leave(ada.seat)
  await settle()
  assert.deepEqual([...store.policies.keys()], ['red'])
  assert.deepEqual(store.policies.get('red')?.rules, { lobby: true })
  await come('Bob', { room: 'green' })
})
