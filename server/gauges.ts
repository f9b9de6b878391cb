import type { MediaEngine } from './media/media-engine.ts'
import type { Gauge } from './observability/metrics.ts'
import type { LoadMonitor } from './load/load-monitor.ts'
import type { RoomRegistry } from './rooms/room-registry.ts'
import type { RoomStore } from './rooms/ports/store.ts'

/** What is open in mediasoup, as this process counts it and as the workers do. */
function censusGauges(media: MediaEngine): Gauge[] {
  return [
    {
      name: 'plenary_transports',
      help: 'Open transports, the own ones of rooms and pipes included.',
      read: () => media.census.transports,
    },
    {
      name: 'plenary_producers',
      help: 'Open producers, those at the ends of pipes included.',
      read: () => media.census.producers,
    },
    {
      name: 'plenary_data_producers',
      help: 'Open data producers: chat of participants, and two for each part of a room.',
      read: () => media.census.dataProducers,
    },
    {
      name: 'plenary_data_consumers',
      help: 'Open data consumers.',
      read: () => media.census.dataConsumers,
    },
    {
      name: 'plenary_worker_objects',
      help: 'Objects of all kinds that a media worker itself says it has; two when it is empty.',
      read: async () =>
        (await media.countObjects()).map(({ pid, objects }) => ({
          labels: { pid: String(pid) },
          value: objects,
        })),
    },
  ]
}

/** What `/metrics` tells about a running server. */
export function createGauges(parts: {
  rooms: RoomRegistry
  media: MediaEngine
  load: LoadMonitor
  store: RoomStore
  /** Open signaling connections. */
  connections: () => number
}): Gauge[] {
  const { rooms, media, load, store, connections } = parts
  return [
    { name: 'plenary_rooms', help: 'Rooms with somebody in them.', read: () => rooms.roomCount },
    { name: 'plenary_participants', help: 'Seats taken in all rooms.', read: () => rooms.participantCount },
    { name: 'plenary_workers', help: 'Media workers that run.', read: () => media.workers.length },
    {
      name: 'plenary_worker_cpu_ratio',
      help: 'Share of a core that a media worker used in the last two seconds, 0 to 1.',
      read: () => media.workers.map(({ pid, cpu }) => ({ labels: { pid: String(pid) }, value: cpu })),
    },
    {
      name: 'plenary_worker_participants',
      help: 'Participants whose media a worker carries.',
      read: () =>
        media.workers.map(({ pid, participants }) => ({ labels: { pid: String(pid) }, value: participants })),
    },
    { name: 'plenary_connections', help: 'Signaling connections.', read: connections },
    {
      name: 'plenary_routers',
      help: 'Parts of rooms on media workers.',
      read: () => media.forwarding.routers,
    },
    { name: 'plenary_consumers', help: 'Open consumers.', read: () => media.forwarding.consumers },
    ...censusGauges(media),
    {
      name: 'plenary_pipes',
      help: 'Producers that are carried from one worker to another.',
      read: () => media.forwarding.pipes,
    },
    {
      name: 'plenary_event_loop_delay_seconds',
      help: 'How late the event loop ran in the last two seconds.',
      read: () => [
        { labels: { quantile: '0.99' }, value: load.eventLoopDelay.p99 / 1000 },
        { labels: { quantile: '1' }, value: load.eventLoopDelay.max / 1000 },
      ],
    },
    {
      name: 'plenary_load_level',
      help: 'How far the server saves where it is busiest: 0 not at all, 1 lower resolution, 2 few cameras, 3 one camera.',
      read: () => load.level,
    },
    {
      name: 'plenary_storage_writes_behind',
      help: 'Changes that could not be stored yet; above 0 the disk needs a look.',
      read: () => store.behind,
    },
  ]
}
