import type {
  CheckPath,
  DtlsParameters,
  RequestParams,
  RequestReply,
  SctpStreamParameters,
  TransportOptions,
} from '../../protocol/index.ts'

/** What a line has carried so far. */
export interface LineReading {
  /** Bytes that came from the client, of media and data. */
  readonly bytes: number
  /** Messages of its data channel. */
  readonly messages: number
  /** Where the two transports are reached from, as far as ICE has chosen a path. */
  readonly addresses: { readonly send: string | undefined; readonly receive: string | undefined }
}

/** A pair of transports that lead to nobody: what comes on the one goes back on the other. */
export interface CheckLine {
  /** For the client; candidates are those of the way that was asked for. */
  readonly transports: { send: TransportOptions; receive: TransportOptions }
  /** Ways that the candidates of the server name, whichever was asked for. */
  readonly offered: readonly CheckPath[]
  /** @throws {ProtocolError} `not_found`, `already_connected`, `invalid_media_parameters` */
  connect(transportId: string, dtlsParameters: DtlsParameters): Promise<void>
  /** @throws {ProtocolError} `already_exists`, `unsupported_media`, `invalid_media_parameters` */
  echo(track: RequestParams<'check:echo'>): Promise<RequestReply<'check:echo'>>
  /** @throws {ProtocolError} `already_exists`, `invalid_media_parameters` */
  openChannel(parameters: SctpStreamParameters): Promise<RequestReply<'check:channel'>>
  /** Lets media flow back. */
  start(): Promise<void>
  /** @returns undefined once the line is closed */
  read(): Promise<LineReading | undefined>
  /** May be called more than once. */
  close(): void
}

/** Where lines come from. */
export interface CheckPort {
  /**
   * Opens a line on the worker that has most room.
   *
   * @param closed - called once when it ends, also by itself
   * @throws {ProtocolError} `check_busy` when every worker has as many as it may have, `media_unavailable`
   */
  openLine(path: CheckPath, closed: () => void): Promise<CheckLine>
}
