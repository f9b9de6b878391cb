import type { RouterRtpCodecCapability } from 'mediasoup/types'

/** Codecs that rooms forward: Opus and VP8, which every browser sends and receives. */
export const ROUTER_CODECS: RouterRtpCodecCapability[] = [
  { kind: 'audio', mimeType: 'audio/opus', clockRate: 48_000, channels: 2 },
  { kind: 'video', mimeType: 'video/VP8', clockRate: 90_000 },
]
