import type { DtlsParameters, IceParameters, TransportOptions } from '../../../protocol/index.ts'

/** How a participant with WebRTC reaches its media. */
export interface TransportPort {
  /** What a client needs for its side of each, named from the client's side. */
  readonly options: { send: TransportOptions; receive: TransportOptions }
  /** @throws {ProtocolError} `already_connected`, `not_found`, `invalid_media_parameters` */
  connect(transportId: string, dtlsParameters: DtlsParameters): Promise<void>
  /** @throws {ProtocolError} `not_found` */
  restartIce(transportId: string): Promise<IceParameters>
}
