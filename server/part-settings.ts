import { PROTOCOL_VERSION, type NotificationParams, type RtpCapabilities } from '../protocol/index.ts'
import { announceCandidates, wildcards, type MediaAddresses } from './config/addresses.ts'
import type { Config } from './config/schema.ts'
import { workerCount } from './config/workers.ts'
import type { MediaSettings } from './media/settings.ts'
import type { RoomSettings } from './rooms/room-settings.ts'

// How long a highlight stays after the last audible quarter of a second, and how
// long somebody speaks before taking the floor from another.
const SPEAKING_RELEASE_MS = 600
const SPEAKER_TAKEOVER_MS = 750

/**
 * What the media engine needs of the settings.
 *
 * @param addresses - those of this moment
 */
export function mediaSettings({ listen, media }: Config, addresses: () => MediaAddresses): MediaSettings {
  return {
    workers: workerCount(media.workers),
    listen: { addresses: () => addresses().bind, wildcards: wildcards(listen.host) },
    port: media.port,
    announce: (candidates) => announceCandidates(candidates, addresses().announced),
    socketBufferBytes: media.socketBufferBytes,
    initialOutgoingBitrate: media.initialOutgoingBitrate,
    maxIncomingBitrate: media.maxIncomingBitrate,
    logLevel: media.logLevel,
  }
}

/** What the rooms need of the settings. */
export function roomSettings({ rooms, audio, chat, speakers, video }: Config): RoomSettings {
  return {
    maxParticipants: rooms.maxParticipants,
    resumeGraceMs: rooms.resumeGraceSeconds * 1000,
    pageCloseGraceMs: rooms.pageCloseGraceSeconds * 1000,
    chat: {
      historyMessages: chat.historyMessages,
      // JavaScript keeps text in units of two bytes.
      historyCharacters: Math.floor(chat.historyBytes / 2),
      messagesPerSecond: chat.messagesPerSecond,
      burst: chat.burst,
    },
    speakers: {
      thresholdDbov: speakers.thresholdDbov,
      dominantHoldMs: speakers.dominantHoldMs,
      releaseMs: SPEAKING_RELEASE_MS,
      takeoverMs: SPEAKER_TAKEOVER_MS,
    },
    forwarding: { audio, view: { maxTiles: video.maxTiles }, policy: rooms.policy },
  }
}

/** What every connection is told first. */
export function welcome(
  { media: settings }: Config,
  rtpCapabilities: RtpCapabilities,
): NotificationParams<'welcome'> {
  return {
    protocolVersion: PROTOCOL_VERSION,
    rtpCapabilities,
    bitrates: settings.bitrates,
    iceServers: settings.iceServers,
  }
}
