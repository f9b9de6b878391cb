import type { Device } from 'mediasoup-client/types'
import type { NotificationParams, RtpCapabilities } from '../../../protocol/index.ts'
import { fromLibraryCapabilities, toLibraryCapabilities } from '../wire.ts'

/** This browser cannot take part: no WebRTC, or one that mediasoup-client does not know. */
export class UnsupportedBrowserError extends Error {
  constructor(options?: ErrorOptions) {
    super('This browser cannot take part in calls. Use a current Chrome, Edge, Firefox or Safari.', options)
    this.name = 'UnsupportedBrowserError'
  }
}

/** The media engine of the page, ready to join with. */
export interface Engine {
  readonly device: Device
  readonly rtpCapabilities: RtpCapabilities
  readonly welcome: NotificationParams<'welcome'>
}

/**
 * Loads the media engine for what the server offers. It takes a moment (code, and
 * two probing connections), so it is done while the person looks at the preview.
 * Source: mediasoup-client documentation, "device.load()".
 *
 * @throws {UnsupportedBrowserError}
 */
export async function loadEngine(welcome: NotificationParams<'welcome'>): Promise<Engine> {
  if (typeof RTCPeerConnection === 'undefined') throw new UnsupportedBrowserError()
  // Loaded on demand: the landing page has no use for it.
  const { Device, detectDevice } = await import('mediasoup-client')
  const handlerName = detectDevice(readUserAgent())
  if (!handlerName) throw new UnsupportedBrowserError()
  const device = new Device({ handlerName })
  await device.load({ routerRtpCapabilities: toLibraryCapabilities(welcome.rtpCapabilities) })
  if (!device.canProduce('audio') || !device.canProduce('video')) throw new UnsupportedBrowserError()
  return { device, rtpCapabilities: fromLibraryCapabilities(device.recvRtpCapabilities), welcome }
}

/**
 * Pages on an insecure origin are told apart by this text alone, and there
 * mediasoup-client takes a Chromium without a window for a Safari.
 */
function readUserAgent(): string {
  return navigator.userAgent.replace('HeadlessChrome/', 'Chrome/')
}

/** Whether an engine fits what a server offers now; a restarted server may offer something else. */
export function engineFits(engine: Engine, welcome: NotificationParams<'welcome'>): boolean {
  return JSON.stringify(engine.welcome.rtpCapabilities) === JSON.stringify(welcome.rtpCapabilities)
}
