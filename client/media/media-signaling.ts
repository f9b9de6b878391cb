import type { NotificationParams, RequestName, RequestParams, RequestReply } from '../../protocol/index.ts'

/** What the media side needs of signaling. Whoever owns the connection provides it. */
export interface MediaSignaling {
  request<N extends RequestName>(
    name: N,
    params: RequestParams<N>,
    options?: { timeoutMs?: number },
  ): Promise<RequestReply<N>>
}

/** Bitrate ceilings in bit/s that the operator configured. */
export type Bitrates = NotificationParams<'welcome'>['bitrates']
