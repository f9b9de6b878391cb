import type { Channel } from './media-channels.ts'

/** Messages of people; a lost one would be missed. */
export const CHAT_CHANNEL: Channel = { name: 'chat', route: 'relayed', isReliable: true }

/** Who speaks, said again and again; a late message is worth nothing. */
export const ACTIVITY_CHANNEL: Channel = { name: 'activity', route: 'relayed', isReliable: false }

/** The data channels of every room. */
export const ROOM_CHANNELS: readonly Channel[] = [CHAT_CHANNEL, ACTIVITY_CHANNEL]
