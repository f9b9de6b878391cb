import { PROTOCOL_VERSION, type NotificationParams, type RtpCapabilities } from '../protocol/index.ts'
import { announceCandidates, wildcards, type MediaAddresses } from './config/addresses.ts'
import type { Config } from './config/schema.ts'
import { workerCount } from './config/workers.ts'
import type { MediaSettings } from './media/settings.ts'
import type { DoorSettings } from './rooms/doors/door-settings.ts'
import type { RoomSettings } from './rooms/room-settings.ts'
import type { UplinkLimits } from './rooms/seats/uplink-guard.ts'

// How long a highlight stays after the last audible quarter of a second, and how
// long somebody speaks before taking the floor from another.
const SPEAKING_RELEASE_MS = 600
const SPEAKER_TAKEOVER_MS = 750

// Nobody who sends less is in anybody's way, in bit/s. Opus ends at 510,000: RFC 7587, section 7.1.
const AUDIO_LIMIT = 256_000
const SCREEN_AUDIO_LIMIT = 640_000
const VIDEO_LIMIT = 5_000_000

/**
 * What the media engine needs of the settings.
 *
 * @param addresses - those of this moment
 * @param sharedPort - the port of the pages, once it is known and while media may come there
 */
export function mediaSettings(
  { listen, media }: Config,
  addresses: () => MediaAddresses,
  sharedPort: () => number | undefined = () => undefined,
): MediaSettings {
  return {
    workers: workerCount(media.workers),
    listen: { addresses: () => addresses().bind, wildcards: wildcards(listen.host) },
    port: media.port,
    announce: (candidates) => announceCandidates(candidates, addresses().announced, sharedPort()),
    socketBufferBytes: media.socketBufferBytes,
    initialOutgoingBitrate: media.initialOutgoingBitrate,
    maxIncomingBitrate: media.maxIncomingBitrate,
    logLevel: media.logLevel,
  }
}

/** What the rooms need of the settings. */
export function roomSettings(config: Config): RoomSettings {
  const { rooms, audio, chat, speakers, video, media } = config
  return {
    maxParticipants: rooms.maxParticipants,
    resumeGraceMs: rooms.resumeGraceSeconds * 1000,
    pageCloseGraceMs: rooms.pageCloseGraceSeconds * 1000,
    doors: doorSettings(config.access),
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
    uplinkLimits: uplinkLimits(media.bitrates),
    forwarding: { audio, view: { maxTiles: video.maxTiles }, policy: rooms.policy },
  }
}

function doorSettings({ lobby, ...access }: Config['access']): DoorSettings {
  return {
    host: access.host,
    withoutHost: access.withoutHost,
    allowedRooms: access.allowedRooms,
    reservedRooms: access.reservedRooms,
    defaults: access.defaults,
    lobby: {
      maxWaiting: lobby.maxWaiting,
      maxPerAddress: lobby.maxPerAddress,
      graceMs: lobby.graceSeconds * 1000,
      passMs: lobby.passMinutes * 60_000,
    },
  }
}

/**
 * Most that the server takes of each source, in bit/s: well above what browsers are told, because retransmissions
 * and probes come on top, and far below what harms others.
 */
function uplinkLimits({ microphone, camera, screen }: Config['media']['bitrates']): UplinkLimits {
  return {
    microphone: Math.max(AUDIO_LIMIT, microphone * 4),
    camera: Math.max(VIDEO_LIMIT, camera * 2.5),
    screen: Math.max(VIDEO_LIMIT, screen * 2.5),
    'screen-audio': SCREEN_AUDIO_LIMIT,
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
