import { Device } from 'mediasoup-client'
import * as fakeParameters from 'mediasoup-client/fakeParameters'
import { FakeHandler } from 'mediasoup-client/handlers/FakeHandler'
import type { Transport } from 'mediasoup-client/types'
import type { FullConsumer, RequestName } from '../../protocol/index.ts'
import type { MediaSignaling } from './media-signaling.ts'

/** A request that waits for the test's answer. */
export interface AskedRequest {
  name: RequestName
  params: Record<string, unknown>
  answer: (reply: unknown) => void
  refuse: (error: Error) => void
}

/** Signaling whose answers the test gives, at once where it says so beforehand. */
export class FakeSignaling {
  readonly asked: AskedRequest[] = []
  readonly #automatic = new Map<RequestName, () => unknown>()

  /** Answers a request by itself from now on. */
  always(name: RequestName, reply: () => unknown): this {
    this.#automatic.set(name, reply)
    return this
  }

  names(): RequestName[] {
    return this.asked.map(({ name }) => name)
  }

  last(name: RequestName): AskedRequest {
    const found = this.asked.findLast((request) => request.name === name)
    if (!found) throw new Error(`${name} was not asked.`)
    return found
  }

  get asSignaling(): MediaSignaling {
    const request = (name: RequestName, params: unknown): Promise<unknown> => {
      const { promise, resolve, reject } = Promise.withResolvers<unknown>()
      this.asked.push({ name, params: params as Record<string, unknown>, answer: resolve, refuse: reject })
      const automatic = this.#automatic.get(name)
      if (automatic) resolve(automatic())
      return promise
    }
    return { request: request as MediaSignaling['request'] }
  }
}

/** A device of mediasoup-client that runs without a browser. */
export async function createFakeDevice(): Promise<Device> {
  const device = new Device({ handlerFactory: FakeHandler.createFactory(fakeParameters) })
  await device.load({ routerRtpCapabilities: fakeParameters.generateRouterRtpCapabilities() })
  return device
}

/** A transport of such a device. */
export type FakeTransport = Transport

/** A transport as the server would describe it. */
export function fakeTransportOptions(id: string): object & { id: string } {
  return { ...fakeParameters.generateTransportRemoteParameters(), id }
}

/** Transports of such a device. */
export async function createFakeTransports(): Promise<{ send: Transport; receive: Transport }> {
  const device = await createFakeDevice()
  const options = fakeParameters.generateTransportRemoteParameters()
  const send = device.createSendTransport({ ...options, id: 'send' })
  const receive = device.createRecvTransport({ ...options, id: 'receive' })
  for (const transport of [send, receive]) transport.on('connect', (_, callback) => callback())
  return { send, receive }
}

/** What a `FakeHandler` lacks of a browser: senders and receivers, in the order in which they came to be. */
export interface FakeBrowser {
  readonly senders: RTCRtpSender[]
  readonly receivers: RTCRtpReceiver[]
  /** What happened, with whatever the test adds. */
  readonly log: string[]
}

/** Gives the handlers of transports senders and receivers as browsers create them. */
export function playBrowser({ send, receive }: { send: Transport; receive: Transport }): FakeBrowser {
  const browser: FakeBrowser = { senders: [], receivers: [], log: [] }
  const originalSend = send.handler.send.bind(send.handler)
  send.handler.send = async (options) => {
    const sender = {
      replaceTrack: (track: MediaStreamTrack | null) => {
        browser.log.push(track ? 'sends' : 'holds')
        return Promise.resolve()
      },
    } as unknown as RTCRtpSender
    browser.senders.push(sender)
    options.onRtpSender?.(sender)
    return { ...(await originalSend(options)), rtpSender: sender }
  }
  const originalReceive = receive.handler.receive.bind(receive.handler)
  receive.handler.receive = async (list) => {
    for (const { onRtpReceiver } of list) {
      if (!onRtpReceiver) continue
      const receiver = {} as RTCRtpReceiver
      browser.receivers.push(receiver)
      onRtpReceiver(receiver)
    }
    return await originalReceive(list)
  }
  return browser
}

/** A consumer as the server would describe it. */
export function describeConsumer(
  id: string,
  participantId: string,
  source: FullConsumer['source'],
): FullConsumer {
  const kind = source === 'camera' || source === 'screen' ? 'video' : 'audio'
  const codecMimeType = kind === 'video' ? 'video/VP8' : 'audio/opus'
  const { rtpParameters } = fakeParameters.generateConsumerRemoteParameters({ id, codecMimeType })
  return {
    id,
    participantId,
    source,
    kind,
    producerPaused: false,
    paused: false,
    rtpParameters: { ...rtpParameters, mid: id } as FullConsumer['rtpParameters'],
  }
}

/** Lets everything run that needs no time to pass. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve))
}
