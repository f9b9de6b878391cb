import type { HeldStream } from './received-stream.ts'
import { STAMP_BYTES } from './stamp.ts'

/** One packet in so many is decrypted although nothing about it is new. */
export const SAMPLE_EVERY = 50

// In one stretch of speech packets follow each other in 20 ms.
const SPEECH_GAP_MS = 100
const RTP_HEADER_BYTES = 12

/**
 * Whether a packet must be decrypted, which its header and what came before it tell:
 * until the first key frame of a video, where a stretch of speech may begin, and once
 * in a while, so that nothing is believed without proof. To be asked once for each
 * packet, before it is counted.
 *
 * @param bytes - of the packet when it is decrypted
 */
export function wantsContent(stream: HeldStream, packet: Buffer, bytes: number): boolean {
  // Streams that begin together do not have their packets decrypted together.
  if (stream.unsampled < 0) stream.unsampled = stream.ssrc % SAMPLE_EVERY
  stream.unsampled += 1
  const isWanted =
    stream.unsampled >= SAMPLE_EVERY ||
    (stream.kind === 'video'
      ? stream.counts.firstKeyFrameAt === undefined
      : beginsSpeech(stream, packet, bytes))
  if (isWanted) stream.unsampled = 0
  return isWanted
}

/** The first packet after silence is marked: RFC 3551, section 4.1. That one may be lost. */
function beginsSpeech({ counts: { lastAt } }: HeldStream, packet: Buffer, bytes: number): boolean {
  // Packets of silence have no stamp.
  if (bytes < RTP_HEADER_BYTES + STAMP_BYTES) return false
  const isMarked = ((packet[1] ?? 0) & 0x80) !== 0
  return isMarked || lastAt === undefined || performance.now() - lastAt > SPEECH_GAP_MS
}
