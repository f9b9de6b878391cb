import assert from 'node:assert/strict'
import { after, test } from 'node:test'

import * as mediasoup from 'mediasoup'

import { cleanUpPeers, createKeyFrameRequest, createVideoPacket, isKeyFrameRequest } from './proof-peer.mjs'
import { PAYLOAD_TYPE, SENT_SSRC, readFingerprint, readVideoPacket } from './proof-peer.mjs'
import { proveWorker } from './prove.mjs'

after(() => cleanUpPeers())

test('the installed worker passes: handshakes in both roles, media, feedback and data', async () => {
  const result = await proveWorker(mediasoup.workerBin)
  assert.equal(result.handshakeMs.length, 2)
  assert.ok(result.packets >= 720, `${result.packets} of 800 packets`)
  assert.equal(result.messages, 40)
})

test('a program that is no worker fails', async () => {
  await assert.rejects(proveWorker('/bin/false'))
})

test('packets are recognised after header extensions were added, and only when unharmed', () => {
  const stream = { ssrc: SENT_SSRC, payloadType: PAYLOAD_TYPE }
  const packet = createVideoPacket(300)
  assert.equal(readVideoPacket(packet, stream), 300)
  const extended = Buffer.concat([packet.subarray(0, 12), Buffer.alloc(8), packet.subarray(12)])
  assert.equal(readVideoPacket(extended, stream), 300)
  assert.equal(readVideoPacket(packet, { ...stream, ssrc: 1 }), undefined)
  packet[packet.length - 1] ^= 1
  assert.equal(readVideoPacket(packet, stream), undefined)
  assert.equal(isKeyFrameRequest(createKeyFrameRequest(SENT_SSRC)), true)
  assert.equal(isKeyFrameRequest(packet), false)
})

test('fingerprints are turned into the upper case that mediasoup wants', () => {
  assert.deepEqual(readFingerprint('a=x\r\na=fingerprint:sha-256 ab:0c\r\n'), {
    algorithm: 'sha-256',
    value: 'AB:0C',
  })
})
