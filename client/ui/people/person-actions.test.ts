import assert from 'node:assert/strict'
import { test } from 'node:test'
import { OPEN_RULES, type Participant, type Role } from '../../../protocol/index.ts'
import { ANNA, ME, person } from '../../session/test-session.ts'
import { personActions, type PersonAction, type PersonFacts } from './person-actions.ts'

const withRole = (role: Role, changes: Partial<Participant> = {}): Participant => ({
  ...person(ANNA, 'Anna'),
  role,
  ...changes,
})

function actionsOf(role: Role, other: Participant, changes: Partial<PersonFacts> = {}): PersonAction[] {
  const groups = personActions({
    self: { ...person(ME, 'Me'), role },
    person: other,
    rules: OPEN_RULES,
    spotlight: [],
    isMutedForMe: false,
    isHiddenForMe: false,
    ...changes,
  })
  assert.ok(groups.every((group) => group.length > 0))
  return groups.flat()
}

test('whoever decides nothing decides for themselves alone', () => {
  for (const role of ['speaker', 'viewer'] as const) {
    for (const other of ['host', 'co-host', 'speaker', 'viewer'] as const) {
      assert.deepEqual(actionsOf(role, withRole(other)), ['muteForMe', 'hideForMe'])
    }
  }
  const taken = { isMutedForMe: true, isHiddenForMe: true }
  assert.deepEqual(actionsOf('speaker', withRole('host'), taken), ['unmuteForMe', 'showForMe'])
})

test('a host is offered all that fits what somebody does at the moment', () => {
  const publications = (['microphone', 'camera', 'screen'] as const).map((source) => ({
    source,
    paused: false,
  }))
  const busy = actionsOf('host', withRole('speaker', { publications, handRaisedAt: 5 }))
  for (const action of [
    'stopMicrophone',
    'stopCamera',
    'stopScreen',
    'lowerHand',
    'spotlight',
    'rename',
  ] as const)
    assert.ok(busy.includes(action), action)
  assert.ok(!busy.includes('askMicrophone'))
  const idle = actionsOf('host', withRole('speaker'))
  assert.deepEqual(
    idle.filter((action) => /^(ask|stop|lower)/.test(action)),
    ['askMicrophone', 'askCamera'],
  )
  assert.deepEqual(idle.slice(-2), ['remove', 'ban'])
})

test('nobody is asked for what they may not send', () => {
  assert.ok(!actionsOf('host', withRole('viewer')).includes('askMicrophone'))
  const rules = { ...OPEN_RULES, camera: 'hosts' as const }
  const offered = actionsOf('host', withRole('speaker'), { rules })
  assert.deepEqual([offered.includes('askMicrophone'), offered.includes('askCamera')], [true, false])
  assert.ok(actionsOf('host', withRole('co-host'), { rules }).includes('askCamera'))
})

test('a co-host moves people to and from the stage, appoints nobody and has no say over hosts', () => {
  assert.deepEqual(actionsOf('co-host', withRole('host')), ['muteForMe', 'hideForMe'])
  const roles = (role: Role, other: Role) =>
    actionsOf(role, withRole(other)).filter((action) => /^(make|to)/.test(action))
  assert.deepEqual(roles('co-host', 'speaker'), ['toViewers'])
  assert.deepEqual(roles('co-host', 'viewer'), ['toStage'])
  assert.deepEqual(roles('co-host', 'co-host'), [])
  assert.deepEqual(roles('host', 'speaker'), ['toViewers', 'makeCoHost', 'makeHost'])
  assert.deepEqual(roles('host', 'viewer'), ['toStage', 'makeCoHost', 'makeHost'])
  assert.deepEqual(roles('host', 'co-host'), ['makeSpeaker', 'makeHost'])
  assert.deepEqual(roles('host', 'host'), ['makeSpeaker', 'makeCoHost'])
})

test('about oneself a host decides the spotlight alone, and others nothing', () => {
  const self = { ...person(ME, 'Me'), role: 'host' as const }
  assert.deepEqual(actionsOf('host', self), ['spotlight'])
  assert.deepEqual(actionsOf('host', self, { spotlight: [ME] }), ['unspotlight'])
  assert.deepEqual(actionsOf('speaker', { ...self, role: 'speaker' }), [])
})
