import type { Producer } from 'mediasoup-client/types'
import type { CaptureFault } from '../../../protocol/index.ts'
import type { SizeReport } from './size-report.ts'

/** A source that is being sent. */
export interface Publication {
  producer: Producer
  /** Id at the server, once it confirmed. Requests wait for it, in order. */
  serverId: Promise<string>
  /** The same, when it is known. */
  confirmedId: string | undefined
  /** What was asked last; an answer that comes late must not overrule it. */
  paused: boolean
  /** What the server was told of the device. */
  fault: CaptureFault | null
  /** How many simulcast layers the sender was opened with. */
  layers: number
  /** Layers from the lowest that somebody watches. */
  wantedLayers: number
  /** Follows the size of video; null for audio. */
  sizeReport: SizeReport | null
}
