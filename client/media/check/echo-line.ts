import type { DataConsumer, DataProducer, Transport } from 'mediasoup-client/types'
import type { CheckPath, RequestReply } from '../../../protocol/index.ts'
import type { MediaSignaling } from '../media-signaling.ts'
import { cameraSendOptions, microphoneSendOptions } from '../send/send-options.ts'
import type { Engine } from '../session/engine.ts'
import { fromLibraryRtp, toLibraryDataConsumer, toLibraryRtp, toLibraryTransport } from '../wire.ts'

/** What a line is opened with. */
export interface EchoLineOptions {
  engine: Engine
  signaling: MediaSignaling
  opened: RequestReply<'check:open'>
  path: CheckPath
}

/** Messages that go out and come back, once they do. */
export interface EchoChannel {
  readonly bufferedAmount: number
  send(data: ArrayBuffer | string): void
  /** Hears how many bytes a message that came back has. */
  listen(heard: ((bytes: number) => void) | undefined): void
}

// Messages from before both ends are open find nobody; these are not missed.
const PING_MS = 100
const LABEL = 'check'

/** A pair of transports that lead to nobody: what goes out on the one comes back on the other. */
export class EchoLine {
  readonly #options: EchoLineOptions
  readonly #send: Transport
  readonly #receive: Transport
  #data: Promise<RequestReply<'check:channel'>['dataConsumer']> | undefined
  #consumer: RequestReply<'check:echo'>['consumer'] | undefined
  #failed: (error: unknown) => void = () => undefined
  /** Rejected with the first thing that the server refuses. */
  readonly #failure: Promise<never>

  constructor(options: EchoLineOptions) {
    this.#options = options
    this.#failure = new Promise<never>((_resolve, reject) => (this.#failed = reject))
    this.#failure.catch(() => undefined)
    const { engine, opened, path } = options
    const reach = {
      iceServers: engine.welcome.iceServers as RTCIceServer[],
      iceTransportPolicy: path === 'relay' ? ('relay' as const) : ('all' as const),
    }
    // A way alone needs no relay, which would be another way.
    const servers = path === 'any' || path === 'relay' ? reach : {}
    this.#send = engine.device.createSendTransport({
      ...toLibraryTransport(opened.transports.send),
      ...servers,
    })
    this.#receive = engine.device.createRecvTransport({
      ...toLibraryTransport(opened.transports.receive),
      ...servers,
    })
    this.#connectThrough()
    this.#produceThrough()
  }

  /**
   * Waits until the first message has come back.
   *
   * @param signal - ends the wait
   * @throws {Error} when it is ended, or the server refuses
   */
  async openChannel(signal: AbortSignal): Promise<EchoChannel> {
    const ended = new Promise<never>((_resolve, reject) => {
      signal.addEventListener('abort', () => reject(new Error('Nothing came back in time.')), { once: true })
    })
    return await Promise.race([this.#openChannel(signal), this.#failure, ended])
  }

  /**
   * Sends a track as meetings do.
   *
   * @returns the track that comes back
   * @throws {Error} when the browser or the server refuses it
   */
  async echo(track: MediaStreamTrack): Promise<MediaStreamTrack> {
    const { bitrates } = this.#options.engine.welcome
    const { width = 640, height = 360 } = track.getSettings()
    const options =
      track.kind === 'video'
        ? cameraSendOptions(bitrates, { width, height })
        : microphoneSendOptions(bitrates)
    await this.#send.produce({ track, stopTracks: false, zeroRtpOnPause: false, ...options })
    const described = this.#consumer
    if (!described) throw new Error('The server described no way back.')
    const { id, producerId, kind, rtpParameters } = described
    const consumer = await this.#receive.consume({
      id,
      producerId,
      kind,
      rtpParameters: toLibraryRtp(rtpParameters),
    })
    return consumer.track
  }

  /** Statistics of both directions. */
  async readStats(): Promise<{ send: RTCStatsReport; receive: RTCStatsReport }> {
    const [send, receive] = await Promise.all([this.#send.getStats(), this.#receive.getStats()])
    return { send, receive }
  }

  /** May be called more than once. */
  close(): void {
    this.#send.close()
    this.#receive.close()
  }

  async #openChannel(signal: AbortSignal): Promise<EchoChannel> {
    const producer = await this.#send.produceData({ ordered: false, maxRetransmits: 0, label: LABEL })
    const described = await this.#data
    if (!described) throw new Error('The server described no way back.')
    const consumer = await this.#receive.consumeData(
      toLibraryDataConsumer({ ...described, label: LABEL, protocol: '' }),
    )
    // Some browsers hand out blobs by default.
    consumer.binaryType = 'arraybuffer'
    await firstEcho(producer, consumer, signal)
    let heard: ((bytes: number) => void) | undefined
    consumer.on('message', (data: unknown) => heard?.(data instanceof ArrayBuffer ? data.byteLength : 0))
    return {
      get bufferedAmount() {
        return producer.bufferedAmount
      },
      send: (data) => producer.send(data),
      listen: (listener) => (heard = listener),
    }
  }

  #connectThrough(): void {
    for (const transport of [this.#send, this.#receive]) {
      transport.on('connect', ({ dtlsParameters }, callback) => {
        this.#options.signaling
          .request('check:connect', { transportId: transport.id, dtlsParameters })
          .catch(this.#failed)
        callback()
      })
      // The browser itself has given up: there is nothing to wait for.
      transport.on('connectionstatechange', (state) => {
        if (state === 'failed') this.#failed(new Error('No path was found.'))
      })
    }
  }

  #produceThrough(): void {
    const { signaling, engine } = this.#options
    this.#send.on('producedata', ({ sctpStreamParameters }, callback, errback) => {
      const { streamId = 0 } = sctpStreamParameters
      const asked = signaling.request('check:channel', {
        sctpStreamParameters: { streamId, ordered: false, maxRetransmits: 0 },
      })
      this.#data = asked.then(({ dataConsumer }) => dataConsumer)
      asked.then(({ dataProducerId }) => callback({ id: dataProducerId }), errback)
    })
    this.#send.on('produce', ({ kind, rtpParameters }, callback, errback) => {
      signaling
        .request('check:echo', {
          kind,
          rtpParameters: fromLibraryRtp(rtpParameters),
          rtpCapabilities: engine.rtpCapabilities,
        })
        .then(({ producerId, consumer }) => {
          this.#consumer = consumer
          callback({ id: producerId })
        }, errback)
    })
  }
}

/** Sends a message again and again until one comes back. */
async function firstEcho(producer: DataProducer, consumer: DataConsumer, signal: AbortSignal): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const ping = (): void => {
      if (producer.readyState === 'open') producer.send('ping')
    }
    const timer = setInterval(ping, PING_MS)
    const end = (settle: () => void): void => {
      clearInterval(timer)
      settle()
    }
    signal.addEventListener('abort', () => end(() => reject(new Error('Nothing came back in time.'))), {
      once: true,
    })
    producer.on('open', ping)
    consumer.once('message', () => end(resolve))
    ping()
  })
}
