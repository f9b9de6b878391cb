import type { ReceivedTrack, SessionState } from '../../session/state/state.ts'
import { trackKey } from '../../session/state/state.ts'
import type { Stall, VideoSource } from '../../../protocol/index.ts'
import { faultOf, isOn, isUndecodable } from '../../store/selectors.ts'

/**
 * Why somebody who shows a picture is not seen moving. `slowHere`: too little gets
 * through to this page. `slowThere`: too little arrives from them. `notSent`: the
 * server sends nothing. `undecodable`: it sends nothing because this browser cannot play it.
 * `noPicture`: their camera gives none. `noPath`: nothing of theirs reaches the server.
 */
export type VideoTrouble = 'slowHere' | 'slowThere' | 'notSent' | 'undecodable' | 'noPicture' | 'noPath'

/** What a tile says about it; which limit it was is known only while the server saves. */
export type VideoReason = Exclude<VideoTrouble, 'notSent'> | 'busy' | 'limit'

/** From this level on the server sends fewer pictures, not only smaller ones. */
const FEWER_VIDEOS_LEVEL = 2
/** The next picture may be on its way: nothing is said for this long. */
export const REASON_DELAY_MS = { busy: 2000, limit: 6000 }

/** Finds out why a shown picture of somebody else stands still or is missing. */
export function findTrouble(
  state: SessionState,
  participantId: string,
  source: VideoSource,
): VideoTrouble | null {
  if (state.self?.id === participantId) {
    return source === 'camera' && isOwnCameraFaulty(state) ? 'noPicture' : null
  }
  if (state.connection !== 'connected' || !isOn(state, participantId, source)) return null
  const fault = faultOf(state, participantId, source)
  if (fault) return fault === 'no-path' ? 'noPath' : 'noPicture'
  const track: ReceivedTrack | undefined = state.received[trackKey(participantId, source)]
  if (!track) return isUndecodable(state, participantId, source) ? 'undecodable' : 'notSent'
  return track.stall && TROUBLE_OF_STALL[track.stall]
}

const TROUBLE_OF_STALL: Readonly<Record<Stall, VideoTrouble>> = { downlink: 'slowHere', uplink: 'slowThere' }

/** The own picture stands here as well, and nobody else would say why. */
function isOwnCameraFaulty({ local }: SessionState): boolean {
  const { status, problem } = local.camera
  return status === 'on' && (problem === 'muted' || problem === 'no-frames')
}

/** Whether the server sends so few pictures that a missing one needs no other explanation. */
export function sendsFewVideos(state: SessionState): boolean {
  return state.serverLoad >= FEWER_VIDEOS_LEVEL
}

/**
 * What to say.
 *
 * @param hasLasted - whether the trouble is too old for a picture on its way
 */
export function chooseReason(
  trouble: VideoTrouble | null,
  hasLasted: boolean,
  isBusy: boolean,
): VideoReason | null {
  if (trouble !== 'notSent') return trouble
  if (!hasLasted) return null
  return isBusy ? 'busy' : 'limit'
}
