import { z } from 'zod'

const RECEIVERS_MAX = 16
// Standard Webhooks 1.0, "Signature scheme": keys of 24 to 64 bytes, in base64.
const KEY_MIN_BYTES = 24
const KEY_MAX_BYTES = 64

function isSecret(value: string): boolean {
  const encoded = /^whsec_([A-Za-z0-9+/]+={0,2})$/.exec(value)?.[1]
  if (encoded === undefined) return false
  const { length } = Buffer.from(encoded, 'base64')
  return length >= KEY_MIN_BYTES && length <= KEY_MAX_BYTES
}

function isReceiverUrl(value: string): boolean {
  if (!URL.canParse(value)) return false
  const { protocol, username, password, hash } = new URL(value)
  return /^https?:$/.test(protocol) && username === '' && password === '' && hash === ''
}

const secretSchema = z.string().refine(isSecret).meta({
  allowed: 'whsec_ and 24 to 64 random bytes in base64; `echo "whsec_$(openssl rand -base64 32)"` makes one',
})

const receiverSchema = z.strictObject({
  name: z
    .string()
    .regex(/^[\w.:-]{1,64}$/)
    .meta({ allowed: '1 to 64 letters, digits, and the characters . : _ -' })
    .optional()
    .describe('What it is called in logs and lists; the host of its URL unless you say otherwise.'),
  url: z
    .string()
    .max(2048)
    .refine(isReceiverUrl)
    .meta({ allowed: 'an https:// address without a user name' })
    .describe('Where messages are sent.'),
  secret: secretSchema.describe(
    'What messages are signed with: `whsec_` and 24 to 64 random bytes in base64. Never logged.',
  ),
  previousSecret: secretSchema
    .optional()
    .describe(
      'The secret of before: messages carry signatures with both until the receiver knows the new one.',
    ),
  events: z
    .array(z.string().min(1).max(64))
    .min(1)
    .max(64)
    .optional()
    .describe('Names of the events that it gets; all but `chatMessageStored` unless you say otherwise.'),
})

/** Who is told over HTTPS what happens in rooms. */
export const webhooksSchema = z
  .strictObject({
    receivers: z
      .array(receiverSchema)
      .max(RECEIVERS_MAX)
      .default([])
      .describe('Programs that are told what happens in rooms; docs/webhooks.md says what they get.'),
    allowPrivate: z
      .boolean()
      .default(false)
      .describe(
        'Whether receivers may lie on this machine or in its own network, and be called over plain HTTP. Addresses ' +
          'that clouds keep for themselves are never called.',
      ),
    timeoutSeconds: z
      .number()
      .min(1)
      .max(60)
      .default(10)
      .describe('How long a receiver may take to answer, in seconds.'),
    giveUpHours: z
      .number()
      .min(0)
      .max(72)
      .default(24)
      .describe('How long a message is tried again, in hours after its event.'),
    maxEvents: z
      .int()
      .min(100)
      .max(1_000_000)
      .default(10_000)
      .describe('Most events that are kept, sent or waiting; the oldest are dropped.'),
    historyHours: z
      .number()
      .min(0)
      .max(8760)
      .default(72)
      .describe(
        'How long events that everybody got are kept, to look at them and to send them again, in hours.',
      ),
  })
  .superRefine(({ receivers, allowPrivate }, context) => {
    const names = receivers.map(({ name, url }) => name ?? (URL.canParse(url) ? new URL(url).host : url))
    for (const [index, { url }] of receivers.entries()) {
      const issue = (key: string, message: string): void =>
        context.addIssue({ code: 'custom', path: ['receivers', index, key], message })
      if (names.indexOf(names[index] ?? '') < index)
        issue('name', 'must differ from the names of the other receivers; the host of its URL is the default')
      if (!allowPrivate && !url.startsWith('https:'))
        issue('url', 'must begin with https://, because messages name people')
    }
  })
  .describe('Who is told over HTTPS what happens in rooms.')
