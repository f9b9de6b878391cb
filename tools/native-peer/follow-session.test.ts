import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { packConsumers, type FullConsumer } from '../../protocol/index.ts'
import { createParticipant } from '../../protocol/test-participant.ts'
import { FakeSignaling } from './fake-signaling.ts'
import { followSession } from './follow-session.ts'

const CONSUMER: FullConsumer = {
  id: 'c',
  participantId: 'bob',
  source: 'microphone',
  kind: 'audio',
  producerPaused: false,
  paused: false,
  rtpParameters: { codecs: [], encodings: [{ ssrc: 5 }] },
}

describe('a session that is followed', () => {
  it('opens the consumers of a batch, and acknowledges them at once', () => {
    const signaling = new FakeSignaling()
    const { receiver, batches } = followSession(signaling.client, true)
    const batch = packConsumers([CONSUMER], [])
    signaling.notify('consumers:changed', batch)
    assert.equal(receiver.find('bob', 'microphone')?.ssrc, 5)
    assert.deepEqual(batches, [batch])
    assert.deepEqual(signaling.requests, [['consumer:ready', { consumerIds: ['c'] }]])
  })

  it('acknowledges nothing where consumers only end, or where that is done by hand', () => {
    const [automatic, byHand] = [new FakeSignaling(), new FakeSignaling()]
    followSession(automatic.client, true)
    automatic.notify('consumers:changed', packConsumers([], ['c']))
    followSession(byHand.client, false)
    byHand.notify('consumers:changed', packConsumers([CONSUMER], []))
    assert.deepEqual([automatic.requests, byHand.requests], [[], []])
  })

  it('knows who joined before its own join was answered', () => {
    const signaling = new FakeSignaling()
    const { roster } = followSession(signaling.client, true)
    signaling.notify('room:changed', { joined: [createParticipant('bob')], left: [], updated: [] })
    roster.begin(createParticipant('ada'), [])
    assert.deepEqual(roster.names, ['bob'])
  })

  it('keeps why it ended', () => {
    const signaling = new FakeSignaling()
    const { ended } = followSession(signaling.client, true)
    signaling.notify('session:ended', { code: 'seat_taken', message: 'Taken.' })
    assert.deepEqual(ended, [{ code: 'seat_taken', message: 'Taken.' }])
  })
})
