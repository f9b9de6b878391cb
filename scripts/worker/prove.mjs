// Proves that a mediasoup worker binary works on this machine, by using it.
//
//   node scripts/worker/prove.mjs <path of mediasoup-worker>
//
// A binary that starts may still crash at the first DTLS handshake or produce
// packets that nobody can decrypt, so a native peer connects on the loopback
// address in both DTLS roles, and its video packets, key frame requests and data
// messages must come back unharmed. Prints one line of JSON and exits with 0, or
// prints one sentence on stderr and exits with 1.
import { setTimeout as delay } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'

import * as mediasoup from 'mediasoup'

import {
  LOOPBACK,
  SENT_RTP_PARAMETERS,
  SENT_SSRC,
  SENT_STREAM_ID,
  cleanUpPeers,
  createAnswer,
  createKeyFrameRequest,
  createPeer,
  createVideoPacket,
  isKeyFrameRequest,
  readFingerprint,
  readVideoPacket,
} from './proof-peer.mjs'

// Generous: a wrong verdict on a busy machine costs a build of several minutes.
const STEP_TIMEOUT_MS = 20_000
const VIDEO_PACKETS = 400
const PACKETS_PER_BURST = 20
const BURST_INTERVAL_MS = 5
const DATA_MESSAGES = 20

// UDP may drop a packet even on the loopback address of a busy machine.
const REQUIRED_SHARE = 0.9

/**
 * @param {string} workerBin path of the binary
 * @param {{ packets?: number }} [options] how many video packets each handshake forwards
 * @returns {Promise<{ handshakeMs: number[], packets: number, messages: number }>}
 * @throws {Error} with a sentence that names the step which failed
 */
export async function proveWorker(workerBin, { packets = VIDEO_PACKETS } = {}) {
  const worker = await mediasoup.createWorker({ workerBin, logLevel: 'none' })
  const died = new Promise((_, reject) => {
    worker.on('died', (error) => {
      const cause = /signal:(SIG\w+)/.exec(error.message)?.[1] ?? error.message
      reject(new Error(`the worker crashes in a call: ${cause}`))
    })
  })
  try {
    const result = { handshakeMs: [], packets: 0, messages: 0 }
    for (const setup of ['passive', 'active']) {
      const one = await Promise.race([died, proveOneConnection(worker, setup, packets)])
      result.handshakeMs.push(one.handshakeMs)
      result.packets += one.packets
      result.messages += one.messages
    }
    return result
  } finally {
    // The race may have been decided otherwise; a late death is no unhandled rejection.
    died.catch(() => {})
    worker.close()
  }
}

async function proveOneConnection(worker, setup, packets) {
  const router = await worker.createRouter({
    mediaCodecs: [{ kind: 'video', mimeType: 'video/VP8', clockRate: 90_000 }],
  })
  const echo = await createEcho(router)
  const peer = createPeer(echo.received)
  const seen = watchPeer(peer, echo.received)
  try {
    const startedAt = performance.now()
    const offer = await createOffer(peer.connection)
    peer.connection.setRemoteDescription(createAnswer(echo.transport, echo.received, setup), 'answer')
    await echo.transport.connect({
      dtlsParameters: {
        // The peer takes the role that is opposite to the one in the answer.
        role: setup === 'passive' ? 'client' : 'server',
        fingerprints: [readFingerprint(offer)],
      },
    })
    await until(() => peer.out.isOpen() && peer.in.isOpen(), 'no DTLS handshake')
    const handshakeMs = Math.round(performance.now() - startedAt)
    await exchangeVideo(peer, seen, echo.received.ssrc, packets)
    await exchangeData(peer, seen)
    return { handshakeMs, packets: seen.packets.size, messages: seen.messages.size }
  } finally {
    peer.connection.close()
    router.close()
  }
}

/** Makes a transport that sends what it receives back to the same peer. */
async function createEcho(router) {
  const transport = await router.createWebRtcTransport({
    listenInfos: [{ protocol: 'udp', ip: LOOPBACK }],
    enableSctp: true,
  })
  const producer = await transport.produce({ kind: 'video', rtpParameters: SENT_RTP_PARAMETERS })
  const consumer = await transport.consume({
    producerId: producer.id,
    rtpCapabilities: router.rtpCapabilities,
  })
  const dataProducer = await transport.produceData({
    sctpStreamParameters: { streamId: SENT_STREAM_ID, ordered: true },
  })
  const dataConsumer = await transport.consumeData({ dataProducerId: dataProducer.id })
  return {
    transport,
    received: {
      ssrc: consumer.rtpParameters.encodings[0].ssrc,
      payloadType: consumer.rtpParameters.codecs[0].payloadType,
      streamId: dataConsumer.sctpStreamParameters.streamId,
    },
  }
}

/** Collects what comes back. Must run before the connection opens. */
function watchPeer(peer, received) {
  const seen = { packets: new Set(), messages: new Set(), keyFrameRequests: 0 }
  peer.in.onMessage((packet) => {
    const index = readVideoPacket(packet, received)
    if (index !== undefined) seen.packets.add(index)
  })
  peer.out.onMessage((packet) => {
    if (isKeyFrameRequest(packet)) seen.keyFrameRequests += 1
  })
  peer.dataIn.onMessage((message) => seen.messages.add(String(message)))
  return seen
}

function createOffer(connection) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('the native peer made no offer')), STEP_TIMEOUT_MS)
    connection.onLocalDescription((sdp) => {
      clearTimeout(timer)
      resolve(sdp)
    })
    connection.setLocalDescription('offer')
  })
}

async function exchangeVideo(peer, seen, receivedSsrc, packets) {
  for (let index = 0; index < packets; index += 1) {
    peer.out.sendMessageBinary(createVideoPacket(index))
    if (index % PACKETS_PER_BURST === PACKETS_PER_BURST - 1) await delay(BURST_INTERVAL_MS)
  }
  await until(
    () => seen.packets.size >= packets * REQUIRED_SHARE,
    () => `only ${seen.packets.size} of ${packets} video packets came back`,
  )
  // The router asks for a key frame by itself when a viewer connects, so this
  // counts from here. It answers repeated requests only about once a second.
  const before = seen.keyFrameRequests
  await until(() => {
    peer.in.sendMessageBinary(createKeyFrameRequest(receivedSsrc))
    return seen.keyFrameRequests > before
  }, `no key frame request for stream ${SENT_SSRC} came through`)
}

async function exchangeData(peer, seen) {
  await until(() => peer.dataOut.isOpen() && peer.dataIn.isOpen(), 'the data channels did not open')
  for (let index = 0; index < DATA_MESSAGES; index += 1) peer.dataOut.sendMessage(`proof ${index}`)
  await until(
    () => seen.messages.size === DATA_MESSAGES,
    () => `only ${seen.messages.size} of ${DATA_MESSAGES} data messages came back`,
  )
}

/** Waits for a condition; the failure says what was missing. */
async function until(condition, failure) {
  const deadline = performance.now() + STEP_TIMEOUT_MS
  while (!condition()) {
    if (performance.now() > deadline) {
      throw new Error(typeof failure === 'function' ? failure() : failure)
    }
    await delay(10)
  }
}

async function main() {
  const [workerBin, packets] = process.argv.slice(2)
  if (!workerBin) throw new Error('usage: node scripts/worker/prove.mjs <mediasoup-worker> [packets]')
  const result = await proveWorker(workerBin, packets ? { packets: Number(packets) } : {})
  process.stdout.write(`${JSON.stringify(result)}\n`)
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  try {
    await main()
    cleanUpPeers()
  } catch (error) {
    process.stderr.write(`${error.message}\n`)
    process.exitCode = 1
  }
  // The native library and a dead worker's sockets must not keep the process alive.
  process.exit()
}
