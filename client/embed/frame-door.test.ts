import assert from 'node:assert/strict'
import { test } from 'node:test'
import { allowedParents, awaitParent, type FrameWindow } from './frame-door.ts'

const ALLOWED = ['https://meet.example', 'https://school.example']

function createBench() {
  const parent = {}
  const listeners = new Set<(event: MessageEvent) => void>()
  const frame: FrameWindow = {
    parent,
    addEventListener: (_type, listener) => listeners.add(listener),
    removeEventListener: (_type, listener) => listeners.delete(listener),
  }
  const taken: unknown[] = []
  awaitParent(frame, ALLOWED, (port) => taken.push(port))
  const hello = {
    source: parent,
    origin: 'https://school.example',
    data: { type: 'plenary:connect' } as unknown,
    ports: [{}],
  }
  const say = (change: Partial<Record<keyof typeof hello, unknown>> = {}): number => {
    for (const listener of [...listeners]) listener({ ...hello, ...change } as unknown as MessageEvent)
    return taken.length
  }
  return { say }
}

test('the parent is heard, once', () => {
  const { say } = createBench()
  assert.equal(say(), 1)
  assert.equal(say(), 1)
})

test('nobody else is, whatever they say', () => {
  const { say } = createBench()
  const origins = [
    'null',
    '',
    'https://evil.example',
    'http://school.example',
    'https://school.example.evil.example',
    'https://school.example:8443',
    'https://sub.school.example',
  ]
  for (const origin of origins) assert.equal(say({ origin }), 0, origin)
  assert.equal(say({ source: {} }), 0)
  assert.equal(say({ source: null }), 0)
  for (const data of [null, 'plenary:connect', { type: 'plenary:other' }, [], 7])
    assert.equal(say({ data }), 0)
  assert.equal(say({ ports: [] }), 0)
  assert.equal(say(), 1)
})

test('allowed are the own origin and those that the server names', () => {
  const pageWith = (content?: string): Document =>
    ({ querySelector: () => (content === undefined ? null : { content }) }) as unknown as Document
  assert.deepEqual(allowedParents(pageWith(), 'https://meet.example'), ['https://meet.example'])
  assert.deepEqual(allowedParents(pageWith('https://a.example  https://b.example'), 'https://meet.example'), [
    'https://meet.example',
    'https://a.example',
    'https://b.example',
  ])
})
