import type { MediaEngine } from './media/media-engine.ts'
import type { LayerCounts, MediaTraffic } from './media/workers/media-traffic.ts'
import type { ReadMetric } from './observability/metrics.ts'

/** What is open in mediasoup, as this process counts it. */
export function mediaMetrics(media: Pick<MediaEngine, 'forwarding' | 'census' | 'paths'>): ReadMetric[] {
  return [
    {
      name: 'plenary_routers',
      help: 'Parts of rooms on media workers.',
      read: () => media.forwarding.routers,
    },
    {
      name: 'plenary_transports',
      help: 'Open transports, the own ones of rooms and pipes included.',
      read: () => media.census.transports,
    },
    {
      name: 'plenary_transports_by_path',
      help: 'Open transports of clients by the path that ICE chose last: udp, tcp, tcp-shared (the port of the pages) or turn.',
      labels: ['protocol'],
      read: () => Object.entries(media.paths).map(([protocol, value]) => ({ labels: { protocol }, value })),
    },
    {
      name: 'plenary_producers',
      help: 'Open producers, those at the ends of pipes included.',
      read: () => media.census.producers,
    },
    { name: 'plenary_consumers', help: 'Open consumers.', read: () => media.forwarding.consumers },
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
      name: 'plenary_pipes',
      help: 'Producers that are carried from one worker to another.',
      read: () => media.forwarding.pipes,
    },
  ]
}

type Totals = Pick<MediaTraffic, 'want' | 'totals' | 'layersReceived' | 'layersForwarded'>

/** What media is made of. Reading it has lines measured for a minute. */
export function trafficMetrics(traffic: Totals): ReadMetric[] {
  const direction = ['direction']
  const byDirection = (what: 'bytes' | 'packets' | 'lost') => () => {
    traffic.want()
    const { send, receive } = traffic.totals
    return [
      { labels: { direction: 'in' }, value: send[what] },
      { labels: { direction: 'out' }, value: receive[what] },
    ]
  }
  return [
    {
      name: 'plenary_media_bytes_total',
      type: 'counter',
      help: 'Bytes that clients have sent (in) and were sent (out) over their media transports, chat included. Each is looked at every five seconds, or in turn where many are, and only while somebody scrapes.',
      labels: direction,
      read: byDirection('bytes'),
    },
    {
      name: 'plenary_media_packets_total',
      type: 'counter',
      help: 'RTP packets of clients by direction, measured as the bytes are.',
      labels: direction,
      read: byDirection('packets'),
    },
    {
      name: 'plenary_media_packets_lost_total',
      type: 'counter',
      help: 'RTP packets that were missed at the end of the line: on the way to the server (in), or to clients (out), as these report.',
      labels: direction,
      read: byDirection('lost'),
    },
    {
      name: 'plenary_layers_received',
      help: 'Video streams that clients send now, by spatial layer, 0 is the smallest.',
      labels: ['layer'],
      read: () => byLayer(traffic.layersReceived),
    },
    {
      name: 'plenary_layers_forwarded',
      help: 'Video streams that clients are sent now, by spatial layer.',
      labels: ['layer'],
      read: () => byLayer(traffic.layersForwarded),
    },
  ]
}

function byLayer(counts: LayerCounts): { labels: { layer: string }; value: number }[] {
  return Object.entries(counts).map(([layer, value]) => ({ labels: { layer }, value }))
}
