import type { NotificationParams } from '../../../protocol/index.ts'
import type { SignalingConnection } from '../../connection/connection.ts'
import type { Publisher } from '../../media/send/publisher.ts'
import type { LocalMediaControl } from '../local/local-media.ts'
import type { SessionStore } from '../state/session-store.ts'

/** What the news of what this page sends change. */
export interface UplinkNewsOptions {
  store: SessionStore
  /** Where it is sent; null between two media sessions. */
  publisher: () => Pick<Publisher, 'setWantedLayers' | 'sendKeyFrame' | 'producerIds' | 'retain'> | null
  local: {
    microphone: Pick<LocalMediaControl['microphone'], 'set'>
    camera: Pick<LocalMediaControl['camera'], 'set'>
    screen: Pick<LocalMediaControl['screen'], 'stop'>
  }
}

/** Follows what the server says of what this page sends: what of it is wanted, and what is too much. */
export function followUplinkNews(connection: SignalingConnection, options: UplinkNewsOptions): void {
  const { store, publisher } = options
  connection.on('uplink:wanted', ({ producerId, layers }) => {
    // A producer that closes meanwhile has no layers left to switch.
    publisher()
      ?.setWantedLayers(producerId, layers)
      .catch(() => undefined)
  })
  connection.on('uplink:keyframe', ({ producerId }) => {
    publisher()
      ?.sendKeyFrame(producerId)
      .catch(() => undefined)
  })
  connection.on('uplink:exceeded', (told) => {
    store.patch({ uplinkExceeded: { source: told.source, action: told.action } })
    if (told.action === 'closed') turnOff(told, options)
  })
}

/** What the server closed is off here too, so that it can be turned on again. */
function turnOff(
  { producerId, source }: NotificationParams<'uplink:exceeded'>,
  { publisher, local }: UplinkNewsOptions,
): void {
  const sending = publisher()
  sending?.retain(sending.producerIds.filter((id) => id !== producerId))
  if (source === 'microphone') void local.microphone.set(false)
  if (source === 'camera') void local.camera.set(false)
  if (source === 'screen') void local.screen.stop()
}
