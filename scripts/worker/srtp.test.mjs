import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { test } from 'node:test'

import * as mediasoup from 'mediasoup'

import { headerLength, Srtp, SUITES } from './test-srtp.mjs'

const LOOPBACK = '127.0.0.1'
const SSRC = 0x1234_5678
const OPUS = { mimeType: 'audio/opus', clockRate: 48_000, channels: 2 }
const RTP_PARAMETERS = {
  codecs: [{ ...OPUS, payloadType: 100 }],
  encodings: [{ ssrc: SSRC }],
}

/** An RTP packet with sequence numbers beyond 16 bits, as the number of rollovers and the rest. */
function createPacket(index, payload) {
  const header = Buffer.from([0x80, 100, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])
  header.writeUInt16BE(index & 0xffff, 2)
  header.writeUInt32BE(index * 960, 4)
  header.writeUInt32BE(SSRC, 8)
  return Buffer.concat([header, payload])
}

const readPayload = (packet) => packet.subarray(headerLength(packet)).toString()

/** A worker with a transport that speaks the suite with a socket of this test. */
async function setUp(t, cryptoSuite) {
  const worker = await mediasoup.createWorker({ logLevel: 'none' })
  t.after(() => worker.close())
  const socket = createSocket('udp4').bind(0, LOOPBACK)
  t.after(() => socket.close())
  await once(socket, 'listening')
  const router = await worker.createRouter({
    mediaCodecs: [{ kind: 'audio', ...OPUS, preferredPayloadType: 100 }],
  })
  const transport = await router.createPlainTransport({
    listenInfo: { protocol: 'udp', ip: LOOPBACK },
    enableSrtp: true,
    srtpCryptoSuite: cryptoSuite,
  })
  const { keyLength, saltLength } = SUITES[cryptoSuite]
  const keyBase64 = randomBytes(keyLength + saltLength).toString('base64')
  await transport.connect({
    ip: LOOPBACK,
    port: socket.address().port,
    srtpParameters: { cryptoSuite, keyBase64 },
  })
  return {
    socket,
    router,
    transport,
    direct: await router.createDirectTransport(),
    toWorker: new Srtp(cryptoSuite, keyBase64),
    fromWorker: new Srtp(cryptoSuite, transport.srtpParameters.keyBase64),
    send: (packet) => socket.send(packet, transport.tuple.localPort, LOOPBACK),
  }
}

for (const suite of Object.keys(SUITES)) {
  test(`a worker reads what was encrypted with ${suite}, and nothing that was changed`, async (t) => {
    const { router, transport, direct, toWorker, send } = await setUp(t, suite)
    const producer = await transport.produce({ kind: 'audio', rtpParameters: RTP_PARAMETERS })
    const consumer = await direct.consume({
      producerId: producer.id,
      rtpCapabilities: router.rtpCapabilities,
    })
    const payloads = []
    consumer.on('rtp', (packet) => payloads.push(readPayload(packet)))
    // From before to after the sequence numbers begin anew; lengths that fill no block, or one.
    for (let index = 65_530; index < 65_545; index += 1) {
      const packet = createPacket(index, Buffer.from(`${index}:${'x'.repeat((index % 5) * 8)}`))
      const encrypted = toWorker.protect(packet, index >> 16)
      const changed = Buffer.from(encrypted)
      changed[changed.length - 1 - (index % 3) * 5] ^= 1
      const next = once(consumer, 'rtp')
      send(changed)
      send(encrypted)
      send(encrypted)
      await next
    }
    assert.deepEqual(
      payloads.map((payload) => Number(payload.split(':')[0])),
      Array.from({ length: 15 }, (_, offset) => 65_530 + offset),
    )
  })

  test(`others read what a worker encrypts with ${suite}`, async (t) => {
    const { socket, router, transport, direct, fromWorker } = await setUp(t, suite)
    const producer = await direct.produce({ kind: 'audio', rtpParameters: RTP_PARAMETERS })
    await transport.consume({ producerId: producer.id, rtpCapabilities: router.rtpCapabilities })
    let rollovers = 0
    let previous = 0
    for (let index = 65_530; index < 65_545; index += 1) {
      const payload = `${index}:${'x'.repeat((index % 5) * 8)}`
      const arrival = once(socket, 'message')
      producer.send(createPacket(index, Buffer.from(payload)))
      const [encrypted] = await arrival
      const sequence = encrypted.readUInt16BE(2)
      if (sequence < previous) rollovers += 1
      previous = sequence
      assert.ok(!encrypted.includes(`${index}:`), 'it is encrypted')
      assert.equal(readPayload(fromWorker.unprotect(encrypted, rollovers)), payload)
    }
  })
}
