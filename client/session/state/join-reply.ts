import type { RequestReply } from '../../../protocol/index.ts'

/** What the server says of a seat that it gave: the room, the people, and the media to open. */
export type JoinReply = RequestReply<'room:join'>
