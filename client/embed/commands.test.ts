import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { MeetingActions } from '../session/state/actions.ts'
import { INITIAL_STATE } from '../session/state/initial-state.ts'
import type { SessionState } from '../session/state/state.ts'
import { CommandPace } from './command-pace.ts'
import { readCommand } from './command-schema.ts'
import { Commands } from './commands.ts'

function createBench(start: Partial<SessionState> = {}) {
  const world = { state: { ...INITIAL_STATE, room: 'red', ...start }, name: 'Kept', calls: [] as unknown[] }
  const actions = new Proxy({} as MeetingActions, {
    get:
      (_target, action: string) =>
      (...given: unknown[]) => {
        world.calls.push([action, ...given])
        return Promise.resolve(action !== 'rename' || given[0] !== 'Refused')
      },
  })
  const commands = new Commands({
    actions,
    read: () => world.state,
    names: { read: () => world.name, offer: (name) => (world.name = name) },
    showToolbar: (shown) => world.calls.push(['showToolbar', shown]),
    failed: (code) => world.calls.push(['failed', code]),
  })
  const become = async (change: Partial<SessionState>): Promise<void> => {
    world.state = { ...world.state, ...change }
    await commands.stateChanged()
  }
  return { world, commands, become }
}

test('a join waits until the room is open, and brings what opens the door', async () => {
  const { world, commands, become } = createBench({ phase: 'idle' })
  await commands.run({ type: 'join', name: ' Ada ', password: 'pw', token: 'a.b.c' })
  assert.deepEqual(world.calls, [])
  await become({ phase: 'prejoin', connection: 'connecting' })
  assert.deepEqual(world.calls, [])
  await become({ connection: 'connected' })
  assert.deepEqual(world.calls, [
    ['addKeys', { password: 'pw', token: 'a.b.c' }],
    ['join', 'Ada'],
  ])
  await become({ preview: null })
  assert.equal(world.calls.length, 2, 'once')
})

test('a join without a usable name does nothing but say so', async () => {
  const { world, commands } = createBench({ phase: 'prejoin', connection: 'connected' })
  world.name = ''
  await commands.run({ type: 'join' })
  assert.deepEqual(world.calls, [['failed', 'invalid_display_name']])
})

test('a join after the end opens the room again', async () => {
  const { world, commands, become } = createBench({ phase: 'left' })
  await commands.run({ type: 'join' })
  assert.deepEqual(world.calls, [['openRoom', 'red'], ['startPreview']])
  await become({ phase: 'prejoin', connection: 'connected' })
  assert.deepEqual(world.calls.at(-1), ['join', 'Kept'])
})

test('a leave takes back a join that still waits, and is nothing before', async () => {
  const { world, commands, become } = createBench({ phase: 'idle' })
  await commands.run({ type: 'join', name: 'Ada' })
  await commands.run({ type: 'leave' })
  await become({ phase: 'prejoin', connection: 'connected' })
  assert.deepEqual(world.calls, [])
  await become({ phase: 'waiting' })
  await commands.run({ type: 'leave' })
  await become({ phase: 'meeting' })
  await commands.run({ type: 'leave' })
  assert.deepEqual(world.calls, [['stopWaiting'], ['leave']])
})

test('what needs a seat says so without one', async () => {
  const { world, commands } = createBench({ phase: 'prejoin' })
  await commands.run({ type: 'sendChat', text: 'hi' })
  await commands.run({ type: 'shareScreen', on: true })
  assert.deepEqual(world.calls, [
    ['failed', 'not_joined'],
    ['failed', 'not_joined'],
  ])
})

test('a screen that the browser does not give is told', async () => {
  const { world, commands } = createBench({ phase: 'meeting' })
  await commands.run({ type: 'shareScreen', on: true })
  assert.deepEqual(world.calls, [['startScreenShare'], ['failed', 'screen_refused']])
})

test('a name that the server refuses is told', async () => {
  const { world, commands } = createBench({ phase: 'meeting' })
  await commands.run({ type: 'setName', name: 'Refused' })
  await commands.run({ type: 'setName', name: '\u202e' })
  assert.deepEqual(world.calls, [
    ['rename', 'Refused'],
    ['failed', 'invalid_display_name'],
    ['failed', 'invalid_display_name'],
  ])
})

test('only commands are read, and nothing beside what they carry', () => {
  assert.deepEqual(readCommand({ type: 'setCamera', on: true }), { type: 'setCamera', on: true })
  const lies: unknown[] = [
    null,
    undefined,
    'join',
    7,
    [],
    {},
    { type: 'join', name: 7 },
    { type: 'join', extra: 1 },
    { type: 'setMicrophone', on: 'true' },
    { type: 'setMicrophone' },
    { type: 'openRoom', room: 'other' },
    { type: 'constructor' },
    { type: '__proto__' },
    { type: 'sendChat', text: '' },
    { type: 'sendChat', text: 'x'.repeat(5000) },
    { type: 'join', token: 'with space' },
    { type: 'join', name: 'x'.repeat(10_000) },
  ]
  for (const lie of lies) assert.equal(readCommand(lie), undefined, JSON.stringify(lie)?.slice(0, 60))
})

test('a flood gets through no faster than clicks could come', () => {
  let now = 0
  const pace = new CommandPace(() => now)
  const taken = (count: number): number =>
    Array.from({ length: count }, () => pace.take()).filter(Boolean).length
  assert.equal(taken(10_000), 40)
  now = 1000
  assert.equal(taken(10_000), 10)
})
