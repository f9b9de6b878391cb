import { chooseLayer } from '../../server/rooms/forwarding/view-planner.ts'
import { tileSize } from './plan.ts'
import { AUDIO_DEFAULTS } from './server-defaults.ts'

/** The options that decide how many packets there are. */
export interface TrafficOptions {
  participants: number
  publishers: number
  audio: boolean
  video: boolean
  /** False for participants that take a seat and open no transport. */
  media: boolean
  /** Tiles on a page, or everything at its best. */
  view: number | 'all'
  speakers: number
  /** Of the top layer, in kbit/s. */
  bitrate: number
  /** Frames a second of a camera. */
  frameRate: number
  /** Which received packets are decrypted; all are counted by their headers. */
  decrypt: 'sample' | 'all'
}

const SPATIAL_LAYERS = 3
/** The lower layers' share of the top one: about 150 and 500 of 1700 kbit/s. */
export const LAYER_SHARES: readonly number[] = [0.088, 0.294, 1]
const BYTES_PER_PACKET = 1100
const AUDIO_PACKETS_PER_SECOND = 50
// What a core carries beside a server that shares the machine; see docs/capacity.md.
const PACKETS_PER_CORE = { sample: 75_000, all: 45_000 }
// Joins, handshakes and signaling of so many keep a process busy, whatever they send.
const PARTICIPANTS_PER_PROCESS = 250

/** The simulcast layer that the server chooses for the tiles of a page, 0 for the smallest. */
export function layerOf(view: number | 'all'): number {
  if (view === 'all') return SPATIAL_LAYERS - 1
  return chooseLayer({ layers: { spatial: SPATIAL_LAYERS, temporal: 3 } }, tileSize(view))
}

/** Packets that participants will send and receive together in a second, about. */
export function expectedPackets(options: TrafficOptions): number {
  const { participants, publishers, audio, video, media, view, speakers } = options
  if (!media || publishers === 0) return 0
  const layer = layerOf(view)
  const others = Math.max(1, publishers - 1)
  const shown = video ? (view === 'all' ? others : Math.min(view, others)) : 0
  const spoken = audio ? Math.min(speakers, publishers) * AUDIO_PACKETS_PER_SECOND : 0
  const heard = Math.min(spoken, AUDIO_DEFAULTS.loudestSpeakers * AUDIO_PACKETS_PER_SECOND)
  const sent = video && shown > 0 ? sumTo(layer, (each) => videoPackets(options, each)) * publishers : 0
  return participants * (shown * videoPackets(options, layer) + heard) + sent + spoken
}

/** Processes that carry them, none of which is the bottleneck: one for each core that they need. */
export function processesFor(options: TrafficOptions, cores: number): number {
  const forPackets = Math.ceil(expectedPackets(options) / PACKETS_PER_CORE[options.decrypt])
  const forPeople = Math.ceil(options.participants / PARTICIPANTS_PER_PROCESS)
  return Math.max(1, Math.min(cores, Math.max(forPackets, forPeople)))
}

/** Every frame takes a packet at least. */
function videoPackets({ bitrate, frameRate }: TrafficOptions, layer: number): number {
  const bytesPerFrame = (bitrate * 1000 * (LAYER_SHARES[layer] ?? 1)) / 8 / frameRate
  return frameRate * Math.max(1, Math.ceil(bytesPerFrame / BYTES_PER_PACKET))
}

function sumTo(last: number, read: (index: number) => number): number {
  return Array.from({ length: last + 1 }, (_, index) => read(index)).reduce((total, one) => total + one, 0)
}
