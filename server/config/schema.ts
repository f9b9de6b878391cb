import { z } from 'zod'
import { accessSchema } from './schema-access.ts'
import { adminSchema } from './schema-admin.ts'
import { apiSchema } from './schema-api.ts'
import { brandingSchema } from './schema-branding.ts'
import { embeddingSchema } from './schema-embedding.ts'
import { limitsSchema } from './schema-limits.ts'
import { addressRangeSchema, listenSchema } from './schema-listen.ts'
import { mediaSchema } from './schema-media.ts'
import { audioSchema, chatSchema, roomsSchema, speakersSchema, videoSchema } from './schema-rooms.ts'
import { turnSchema } from './schema-turn.ts'
import { sharesPort } from './shared-port.ts'
import { webhooksSchema } from './schema-webhooks.ts'
import { workerCount } from './workers.ts'

const logSchema = z
  .strictObject({
    level: z
      .enum(['silent', 'fatal', 'error', 'warn', 'info', 'debug', 'trace'])
      .default('info')
      .describe('Least severe level that is logged.'),
    format: z
      .enum(['auto', 'json', 'pretty'])
      .default('auto')
      .describe('`json` is one object a line, `pretty` is for people, `auto` is pretty on a terminal.'),
  })
  .describe('What is logged.')

const shutdownSchema = z
  .strictObject({
    deadlineSeconds: z
      .number()
      .min(0)
      .max(86_400)
      .default(3)
      .describe(
        'How long meetings may go on after the server was asked to stop, in seconds. People are told; it ' +
          'stops earlier when the last one left. A service sets minutes.',
      ),
  })
  .describe('How the server stops.')

const storageSchema = z
  .strictObject({
    file: z
      .string()
      .min(1)
      .max(4096)
      .default('data/plenary.sqlite')
      .describe(
        'Where seats and chat are kept, so that a restart loses neither. It holds the signing secret: keep it ' +
          'private. `none`: nothing is kept.',
      ),
  })
  .describe('What outlives a restart.')

const metricsSchema = z
  .strictObject({
    allow: z
      .array(addressRangeSchema)
      .max(64)
      .default(['127.0.0.0/8', '::1'])
      .describe(
        'Addresses that may read `/metrics`, as IP addresses or ranges such as `10.0.0.0/8`; programs on this ' +
          'machine by default. Behind a reverse proxy the address of the client counts.',
      ),
    token: z
      .string()
      .regex(/^[\x21-\x7e]{16,512}$/)
      .meta({ allowed: '16 to 512 letters, digits and punctuation marks' })
      .optional()
      .describe(
        'Lets everybody read `/metrics` who sends it as `Authorization: Bearer <token>`. Never logged.',
      ),
  })
  .describe('Who may see the figures of the server.')

/**
 * Every setting of the server with its default, its bounds and its meaning.
 * The sample file, `docs/configuration.md` and the environment variables follow
 * from it, so that they cannot disagree.
 */
export const configSchema = z
  .strictObject({
    listen: listenSchema.prefault({}),
    media: mediaSchema.prefault({}),
    turn: turnSchema.prefault({}),
    rooms: roomsSchema.prefault({}),
    access: accessSchema.prefault({}),
    audio: audioSchema.prefault({}),
    speakers: speakersSchema.prefault({}),
    chat: chatSchema.prefault({}),
    video: videoSchema.prefault({}),
    log: logSchema.prefault({}),
    storage: storageSchema.prefault({}),
    shutdown: shutdownSchema.prefault({}),
    limits: limitsSchema.prefault({}),
    metrics: metricsSchema.prefault({}),
    api: apiSchema.prefault({}),
    admin: adminSchema.prefault({}),
    webhooks: webhooksSchema.prefault({}),
    embedding: embeddingSchema.prefault({}),
    branding: brandingSchema.prefault({}),
  })
  .superRefine(({ listen, media }, context) => {
    const last = media.port + workerCount(media.workers) - 1
    if (media.port === 0 || listen.port < media.port || listen.port > last) return
    context.addIssue({
      code: 'custom',
      path: ['listen', 'port'],
      message: `must lie outside the media ports ${media.port} to ${last}`,
    })
  })
  .superRefine(({ listen, turn }, context) => {
    const name = turn.secret === undefined ? 'secretFile' : 'secret'
    if (turn[name] === undefined || sharesPort(listen)) return
    context.addIssue({
      code: 'custom',
      path: ['turn', name],
      message: 'needs guests to reach TURN at the port of the pages: set listen.singlePort to "on"',
    })
  })

/** The settings of a running server, complete and checked. */
export type Config = z.infer<typeof configSchema>

/** The settings that apply when nothing is configured. */
export function defaultConfig(): Config {
  return configSchema.parse({})
}
