import assert from 'node:assert/strict'
import { it } from 'node:test'
import { createComplaintLevels, levelOfComplaint } from './library-log.ts'

it('keeps what a healthy server says from the operator', () => {
  const lines = [
    'Channel::request() | Transport not found',
    'request failed: Channel already closed',
    'port bind failed: address already in use',
    '[pid:1] webrtc::GoogCcNetworkController::ClampConstraints() | start bitrate smaller than min bitrate ' +
      '[starting_rate_:30000, min_data_rate_:200000]',
  ]
  for (const line of lines) assert.equal(levelOfComplaint(line), 'debug', line)
})

it('tells the operator everything else', () => {
  const lines = [
    'webrtc::GoogCcNetworkController::ClampConstraints() | max bitrate smaller than min bitrate',
    'DTLS handshake failed',
  ]
  for (const line of lines) assert.equal(levelOfComplaint(line), 'warn', line)
})

it('warns of few complaints a minute, however many a client provokes', (t) => {
  let now = 0
  t.mock.method(performance, 'now', () => now)
  const levelOf = createComplaintLevels()
  let warned = 0
  for (let second = 0; second < 60; second += 1) {
    now = second * 1000
    for (let line = 0; line < 100; line += 1) warned += levelOf('invalid RTP parameters') === 'warn' ? 1 : 0
  }
  assert.ok(warned >= 40 && warned < 60, `${warned} of 6000`)
  now += 60_000
  assert.equal(levelOf('DTLS handshake failed'), 'warn')
})
