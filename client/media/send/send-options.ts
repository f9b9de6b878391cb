import type { ProducerCodecOptions, RtpEncodingParameters } from 'mediasoup-client/types'
import type { Bitrates } from '../media-signaling.ts'
import { cameraEncodings, screenEncodings } from './encodings.ts'
import type { VideoSize } from '../media-types.ts'

/** Everything that differs from one source to another. */
export interface SendOptions {
  encodings: RtpEncodingParameters[]
  codecOptions?: ProducerCodecOptions
}

const SCREEN_AUDIO_BITRATE = 128_000
/** Starts with usable video instead of climbing from 300 kbit/s. In kbit/s. */
const VIDEO_START_BITRATE = 1_000

/** How a microphone is sent: before everything else where the line is short. */
export function microphoneSendOptions({ microphone }: Bitrates): SendOptions {
  return {
    encodings: [{ maxBitrate: microphone, priority: 'high', networkPriority: 'high' }],
    // Silence costs next to nothing with DTX; FEC lets a listener repair a lost
    // packet from the next one. Source: RFC 7587, section 3.1.
    codecOptions: { opusDtx: true, opusFec: true, opusMaxAverageBitrate: microphone },
  }
}

/** How a camera is sent: in simulcast layers that fit what it captures. */
export function cameraSendOptions({ camera }: Bitrates, size: VideoSize): SendOptions {
  return {
    encodings: cameraEncodings(size, camera),
    codecOptions: { videoGoogleStartBitrate: VIDEO_START_BITRATE },
  }
}

/** How a shared screen is sent. */
export function screenSendOptions({ screen }: Bitrates): SendOptions {
  return {
    encodings: screenEncodings(screen),
    codecOptions: { videoGoogleStartBitrate: VIDEO_START_BITRATE },
  }
}

/** How the audio of a shared screen is sent. Music has no silence worth skipping, and comes in stereo. */
export function screenAudioSendOptions(): SendOptions {
  return {
    encodings: [{ maxBitrate: SCREEN_AUDIO_BITRATE }],
    codecOptions: {
      opusStereo: true,
      opusDtx: false,
      opusFec: true,
      opusMaxAverageBitrate: SCREEN_AUDIO_BITRATE,
    },
  }
}
