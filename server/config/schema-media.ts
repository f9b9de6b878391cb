import { z } from 'zod'
import { WORKERS_MAX } from './workers.ts'

/** Lowest and highest bitrate in bit/s that a setting may name. */
const bitrate = (min: number, max: number) => z.int().min(min).max(max)

const bitratesSchema = z.strictObject({
  microphone: bitrate(6_000, 510_000)
    .default(40_000)
    .describe('Most that one microphone sends, in bit/s. Speech is clear from 24,000.'),
  camera: bitrate(50_000, 20_000_000)
    .default(2_200_000)
    .describe('Most that one camera sends, in bit/s, all simulcast layers together.'),
  screen: bitrate(50_000, 20_000_000)
    .default(3_000_000)
    .describe('Most that one shared screen sends, in bit/s.'),
})

const iceUrlSchema = z
  .string()
  .regex(/^(stuns?|turns?):\S+$/)
  .meta({ allowed: 'a URL such as turns:turn.example.org:443' })

const iceServerSchema = z.strictObject({
  urls: z
    .array(iceUrlSchema)
    .min(1)
    .max(8)
    .describe('URLs such as `stun:stun.example.org` or `turns:turn.example.org:443?transport=tcp`.'),
  username: z.string().min(1).max(512).optional().describe('User name, for TURN.'),
  credential: z.string().min(1).max(512).optional().describe('Password, for TURN. Never logged.'),
})

/** The media engine: workers, ports and bitrates. */
export const mediaSchema = z
  .strictObject({
    workers: z
      .union([z.literal('auto'), z.int().min(1).max(WORKERS_MAX)])
      .default('auto')
      .describe('Media processes to start; each uses one core. `auto` starts one per core.'),
    port: z
      .union([
        z.literal(0),
        z
          .int()
          .min(1024)
          .max(65_535 - WORKERS_MAX + 1),
      ])
      .default(40_000)
      .describe(
        'First media port, UDP and TCP. Worker n uses `port` + n, counted from 0: open as many ports in the ' +
          'firewall as there are workers. 0 takes any free ports, which suits tests only.',
      ),
    initialOutgoingBitrate: bitrate(100_000, 100_000_000)
      .default(1_000_000)
      .describe('First guess of what a viewer can receive, in bit/s, until the line has been measured.'),
    maxIncomingBitrate: bitrate(100_000, 100_000_000)
      .default(8_000_000)
      .describe(
        'Most that the server accepts from one participant, in bit/s. At least the sum of `bitrates`.',
      ),
    bitrates: bitratesSchema.prefault({}).describe('What a browser is told to send at most, by source.'),
    socketBufferBytes: z
      .int()
      .min(65_536)
      .max(64 * 1024 * 1024)
      .default(4 * 1024 * 1024)
      .describe(
        'Receive and send buffer of each media socket, in bytes. The kernel caps it at `net.core.rmem_max` ' +
          'and `net.core.wmem_max`; small buffers lose packets while many people join.',
      ),
    iceServers: z
      .array(iceServerSchema)
      .max(16)
      .default([])
      .describe(
        'STUN and TURN servers for browsers in networks that reach the outside through a relay only. Most ' +
          'networks need none, because this server has its own addresses.',
      ),
    logLevel: z
      .enum(['none', 'error', 'warn', 'debug'])
      .default('warn')
      .describe('How much the media processes log. `debug` is very much.'),
  })
  .superRefine((media, context) => {
    const sum = media.bitrates.microphone + media.bitrates.camera + media.bitrates.screen
    if (media.maxIncomingBitrate >= sum) return
    context.addIssue({
      code: 'custom',
      path: ['maxIncomingBitrate'],
      message: `must be at least ${sum}, the sum of media.bitrates`,
    })
  })
  .describe('The media engine: processes, ports and bitrates.')
