import type { DataConsumerOptions, SctpStreamParameters } from '../../../protocol/index.ts'

/** A data channel that everybody in a room has. */
export interface Channel {
  /** Label that both ends know it by. */
  name: DataConsumerOptions['label']
  /** `relayed`: every message passes through Node, which checks it and sends it on. */
  route: 'relayed'
  /** Whether messages arrive in order and none is lost; otherwise a late one is worth nothing. */
  isReliable: boolean
}

/** The data channels of one participant. */
export interface ChannelPort {
  /** What a client needs in order to hear each channel. */
  readonly options: readonly DataConsumerOptions[]
  /**
   * Opens the participant's own stream of a channel.
   *
   * @returns the id of the stream
   * @throws {ProtocolError} `not_found`, `invalid_media_parameters`, `rate_limited` after a flood
   */
  open(channel: string, transportId: string, sctpStreamParameters: SctpStreamParameters): Promise<string>
  /** Sends a message to this participant alone; done when it was handed over or dropped. */
  send(channel: string, payload: string): Promise<void>
}
