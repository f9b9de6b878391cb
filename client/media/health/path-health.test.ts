import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import {
  INITIAL_HEALTH,
  reduceHealth,
  worstPath,
  type HealthEvent,
  type PathHealth,
  type PathState,
  type TransportEvent,
  type TransportHealth,
} from './path-health.ts'

const says = (state: string): TransportEvent => ({ type: 'connection-state', state })
const passed = (deadline: 'connection' | 'recovery' | 'restart' | 'retraction'): TransportEvent => ({
  type: 'deadline-passed',
  deadline,
})
const WANTED: TransportEvent = { type: 'restart-wanted' }
const APPLIED: TransportEvent = { type: 'restart-applied' }
const FAILED: TransportEvent = { type: 'restart-failed' }
const HEARD: HealthEvent = { type: 'heard' }

/** Plays events of the sending transport, and others, from the beginning. */
function play(...events: (TransportEvent | HealthEvent)[]): PathHealth {
  return events.reduce<PathHealth>(
    (health, event) =>
      reduceHealth(
        health,
        isOfTransport(event) && !('direction' in event) ? { ...event, direction: 'send' } : event,
      ),
    INITIAL_HEALTH,
  )
}

function isOfTransport(event: TransportEvent | HealthEvent): event is TransportEvent {
  return !['heard', 'silent', 'back', 'stopped'].includes(event.type)
}

/** What a row of the table says of the sending transport, in short. */
function summary({ path, restart, restarts, wait }: TransportHealth): string {
  return [path, restart, restarts, wait?.deadline ?? '-'].join(' ')
}

const OPEN = [says('connected')]
const RESTARTED = [...OPEN, says('failed')]

const TABLE: readonly [about: string, events: (TransportEvent | HealthEvent)[], expected: string][] = [
  ['a new transport waits for its first path', [], 'connecting none 0 connection'],
  ['a browser that begins to connect decides nothing', [says('connecting')], 'connecting none 0 connection'],
  ['a path that is there is open', OPEN, 'open none 0 -'],
  ['a path that never comes is given up', [passed('connection')], 'broken none 0 -'],
  ['a first failure may be taken back', [says('failed')], 'connecting none 0 retraction'],
  ['a first failure that stays means broken', [says('failed'), passed('retraction')], 'broken none 0 -'],
  ['a first failure that is taken back is forgotten', [says('failed'), says('connected')], 'open none 0 -'],
  ['a path that is cut for a moment gets patience', [...OPEN, says('disconnected')], 'open none 0 recovery'],
  ['a cut before the first path changes nothing', [says('disconnected')], 'connecting none 0 connection'],
  [
    'a path that recovers by itself is left alone',
    [...OPEN, says('disconnected'), says('connected')],
    'open none 0 -',
  ],
  [
    'a path that stays away is restarted',
    [...OPEN, says('disconnected'), passed('recovery')],
    'trouble asked 1 restart',
  ],
  ['a failed path is restarted at once', RESTARTED, 'trouble asked 1 restart'],
  ['credentials that are applied do not end the wait', [...RESTARTED, APPLIED], 'trouble applied 1 restart'],
  ['a restart that finds a path has worked', [...RESTARTED, APPLIED, says('connected')], 'open none 1 -'],
  [
    'a restart that is too late means broken',
    [...RESTARTED, APPLIED, passed('restart')],
    'broken applied 1 -',
  ],
  ['a restart that is refused means broken', [...RESTARTED, FAILED], 'broken asked 1 -'],
  [
    'a failure during a restart waits and restarts nothing',
    [...RESTARTED, says('failed')],
    'trouble asked 1 retraction',
  ],
  [
    'a cut during a restart changes nothing',
    [...RESTARTED, APPLIED, says('disconnected')],
    'trouble applied 1 restart',
  ],
  ['a new network restarts an open path', [...OPEN, WANTED], 'trouble asked 1 restart'],
  ['a new network restarts once more', [...OPEN, WANTED, APPLIED, WANTED], 'trouble asked 2 restart'],
  ['a new network changes nothing before the first path', [WANTED], 'connecting none 0 connection'],
  ['a new network does not bring back what is broken', [...RESTARTED, FAILED, WANTED], 'broken asked 1 -'],
  [
    'what is broken does not open again by itself',
    [...RESTARTED, FAILED, says('connected')],
    'broken asked 1 -',
  ],
  [
    'what arrives proves nothing before credentials are applied',
    [...OPEN, WANTED, HEARD],
    'trouble asked 1 restart',
  ],
  [
    'what arrives proves a restart without a change of state',
    [...OPEN, WANTED, APPLIED, HEARD],
    'open none 1 -',
  ],
  [
    'what arrives proves nothing for a path that the browser calls failed',
    [...RESTARTED, APPLIED, HEARD],
    'trouble applied 1 restart',
  ],
  ['what arrives changes nothing of an open path', [...OPEN, HEARD], 'open none 0 -'],
]

describe('reduceHealth', () => {
  for (const [about, events, expected] of TABLE) {
    it(about, () => assert.equal(summary(play(...events).send), expected))
  }

  it('begins a wait anew with each restart, so that its time counts from the last one', () => {
    const first = play(...OPEN, WANTED)
    const second = reduceHealth(first, { ...WANTED, direction: 'send' })
    assert.notEqual(second.send.wait, first.send.wait)
  })

  it('leaves a wait as it is while nothing begins', () => {
    const before = play(...RESTARTED)
    assert.equal(reduceHealth(before, { ...APPLIED, direction: 'send' }).send.wait, before.send.wait)
    assert.equal(reduceHealth(before, HEARD).send.wait, before.send.wait)
  })

  it('keeps the two transports apart', () => {
    const health = play({ ...says('connected'), direction: 'receive' })
    assert.equal(summary(health.receive), 'open none 0 -')
    assert.equal(summary(health.send), 'connecting none 0 connection')
  })

  it('follows what the paths bring', () => {
    const arrivals: [HealthEvent['type'][], PathHealth['arrival']][] = [
      [[], 'unknown'],
      [['heard'], 'arriving'],
      [['heard', 'stopped'], 'stopped'],
      [['heard', 'silent'], 'silent'],
      [['heard', 'silent', 'back'], 'arriving'],
      [['heard', 'stopped', 'heard'], 'arriving'],
    ]
    for (const [types, expected] of arrivals) {
      assert.equal(play(...types.map((type) => ({ type }) as HealthEvent)).arrival, expected, types.join(' '))
    }
  })

  it('changes no path because nothing arrives: what that means is decided elsewhere', () => {
    const health = play(...OPEN, { type: 'silent' }, { type: 'stopped' })
    assert.equal(summary(health.send), 'open none 0 -')
  })
})

describe('worstPath', () => {
  const of = (send: PathState, receive: PathState): PathState =>
    worstPath({
      send: { ...INITIAL_HEALTH.send, path: send },
      receive: { ...INITIAL_HEALTH.receive, path: receive },
    })

  it('of several paths the worst one decides', () => {
    assert.equal(of('open', 'open'), 'open')
    assert.equal(of('open', 'connecting'), 'connecting')
    assert.equal(of('connecting', 'trouble'), 'trouble')
    assert.equal(of('broken', 'open'), 'broken')
  })
})
