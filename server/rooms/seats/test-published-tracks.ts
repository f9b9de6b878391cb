import type { Source } from '../../../protocol/index.ts'
import type { PublishedTrack } from '../forwarding/view-planner.ts'
import type { RoomEvent } from '../ports/events.ts'
import { CallGate } from '../test-call-gate.ts'
import { FakeMediaPeer } from '../test-media-port.ts'
import { TEST_SETTINGS } from '../test-room.ts'
import { PublishedTracks } from './published-tracks.ts'
import { Seat } from './seat.ts'

/** For tests: tracks of one seat; the room and the store are played by the test. */
export function createPublishedTracks() {
  const gate = new CallGate()
  const store = new CallGate()
  const peer = new FakeMediaPeer({ participantId: 'ada', events: {} as FakeMediaPeer['events'] }, gate)
  const seat = new Seat({ id: 'ada', subchannel: 1, role: 'speaker', name: 'Ada' })
  const forwarded = new Map<string, { track: PublishedTrack; muted: boolean }>()
  const told: string[] = []
  const forbidden = new Set<Source>()
  const events: RoomEvent[] = []
  const tracks = new PublishedTracks({
    seat,
    publisher: peer.publisher,
    forwarding: {
      addTrack: (track, muted) => void forwarded.set(track.producerId, { track, muted }),
      removeTrack: (producerId) => void forwarded.delete(producerId),
      setMuted: (producerId, muted) => {
        const one = forwarded.get(producerId)
        if (one) one.muted = muted
      },
      resizeTrack: (producerId, captureSize) => {
        const one = forwarded.get(producerId)
        if (one) one.track = { ...one.track, captureSize }
      },
    },
    uplinks: {
      watch: { add: () => () => undefined },
      limits: TEST_SETTINGS.uplinkLimits,
      address: { overran: () => undefined, hasOverrun: () => false },
    },
    changes: {
      tell: async (_seat, field) => {
        await store.pass('tell')
        told.push(field)
      },
      tellAtOnce: async (_seat, field) => {
        await store.pass('tellAtOnce')
        told.push(field)
      },
    },
    maySend: (source) => !forbidden.has(source),
    events: { emit: (name, details) => void events.push({ name, room: 'red', ...details } as RoomEvent) },
  })
  return { tracks, peer, seat, gate, store, forwarded, told, events, forbidden }
}
