import assert from 'node:assert/strict'
import { it } from 'node:test'
import { levelOfComplaint } from './library-log.ts'

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
