import type { Transport } from 'mediasoup-client/types'
import { KIND_OF_SOURCE, type RtpParameters, type Source } from '../../../protocol/index.ts'
import type { FrameTransform } from '../frame-transform.ts'
import type { MediaSignaling } from '../media-signaling.ts'
import { LOCAL_OWNER } from '../track-registry.ts'
import { fromLibraryRtp } from '../wire.ts'
import { boundedCaptureSize } from './capture-size.ts'
import type { Publication } from './publication.ts'
import { SizeReport } from './size-report.ts'
import type { SendOptions } from './send-options.ts'

/** What opening a producer works with. */
export interface ProducerOpenerOptions {
  transport: Transport
  signaling: MediaSignaling
  frameTransform?: FrameTransform | undefined
}

/** A track that is to be sent, and how. */
export interface SendOrder {
  source: Source
  track: MediaStreamTrack
  paused: boolean
  options: SendOptions
}

/**
 * Creates producers. mediasoup-client would hold all other work of the transport until the
 * server has answered; so it gets an id of our own at once, and on a slow line microphone,
 * camera and chat open together.
 * Source: mediasoup-client documentation, "transport.produce()".
 */
export class ProducerOpener {
  readonly #options: ProducerOpenerOptions
  #created = 0

  constructor(options: ProducerOpenerOptions) {
    this.#options = options
    options.transport.on('produce', ({ rtpParameters, appData }, callback) => {
      const { announce } = appData as unknown as { announce: (rtpParameters: RtpParameters) => void }
      announce(fromLibraryRtp(rtpParameters))
      this.#created += 1
      // The server's id comes later, as `serverId` of the publication.
      callback({ id: `local-${this.#created}` })
    })
  }

  /** Begins to send as far as the browser is concerned. The server has been asked and need not have answered. */
  async open({ source, track, paused, options }: SendOrder): Promise<Publication> {
    const { transport, signaling } = this.#options
    const server = Promise.withResolvers<string>()
    // Whoever waits for the id sees the error; without anybody it is not unhandled.
    server.promise.catch(() => undefined)
    const captureSize = track.kind === 'video' ? boundedCaptureSize(track) : undefined
    const announce = (rtpParameters: RtpParameters): void => {
      signaling
        .request('producer:create', {
          transportId: transport.id,
          kind: KIND_OF_SOURCE[source],
          source,
          rtpParameters,
          paused,
          ...(captureSize ? { captureSize } : {}),
        })
        .then(({ producerId }) => server.resolve(producerId), server.reject)
    }
    if (KIND_OF_SOURCE[source] === 'audio') track.enabled = !paused
    const producer = await transport.produce({
      track,
      stopTracks: false,
      ...options,
      onRtpSender: (sender) => this.#prepare(sender, source, track),
      appData: { announce },
    })
    return {
      producer,
      serverId: server.promise,
      confirmedId: undefined,
      paused,
      fault: null,
      layers: options.encodings.length,
      wantedLayers: options.encodings.length,
      sizeReport: captureSize ? new SizeReport(producer, captureSize, signaling) : null,
    }
  }

  /** Before the sender has an encoder, and so before anything is sent. */
  #prepare(sender: RTCRtpSender, source: Source, track: MediaStreamTrack): void {
    const origin = { kind: KIND_OF_SOURCE[source], source, owner: LOCAL_OWNER }
    this.#options.frameTransform?.attachSender(sender, origin)
    // What is sent before the server takes it is lost, and with video that is the key frame.
    if (track.kind === 'video') void sender.replaceTrack(null)
  }
}

/**
 * Waits until the server takes what is sent, and lets video flow then.
 *
 * @throws {unknown} why the server did not take it
 */
export async function confirm(publication: Publication): Promise<void> {
  const { producer } = publication
  publication.confirmedId = await publication.serverId
  if (producer.kind === 'video' && !producer.closed) {
    await producer.rtpSender?.replaceTrack(producer.track)
  }
}
