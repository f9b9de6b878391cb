import type { z } from 'zod'
import {
  activitySchema,
  CHAT_TEXT_MAX,
  chatCommandSchema,
  chatEventSchema,
  DATA_MESSAGE_MAX,
  ERRORS,
  notifications,
  PROTOCOL_VERSION,
  requests,
  type RequestPermission,
  SIGNALING_MESSAGE_MAX,
} from '../../protocol/index.ts'
import { readFieldComments } from './comments.ts'
import { cell, table } from './markdown.ts'
import { listFields, namedType, nameOf, referencesOf, toNode, type JsonNode } from './schema-text.ts'

const bytes = (count: number) => `${count.toLocaleString('en-US')} bytes`

const INTRODUCTION = `# Protocol

<!-- Generated from protocol/ by "npm run docs". Do not edit. -->

What a client and the server say to each other, version ${PROTOCOL_VERSION}. The schemas in \`protocol/\` are the source of
this page; both sides import them.

## Signaling

Signaling is [Socket.IO](https://socket.io) 4 over WebSocket (no long polling), on the port of the pages. A client
passes \`{ protocolVersion: ${PROTOCOL_VERSION} }\` as \`auth\`. A refused handshake arrives as \`connect_error\` whose
\`data\` is \`{ code, message }\`. A message may have ${bytes(SIGNALING_MESSAGE_MAX)}.

A **request** is an event with one object and an acknowledgement callback. The answer is
\`{ ok: true, data: <reply> }\` or \`{ ok: false, error: { code, message } }\`; the codes are [below](#errors). Fields that
this page does not name are refused. A **notification** is an event from the server with one object; ignore fields
that you do not know.

\`\`\`ts
const socket = io('http://localhost:3000', { transports: ['websocket'], auth: { protocolVersion: ${PROTOCOL_VERSION} } })
const answer = await socket.emitWithAck('room:preview', { room: 'standup' })
if (!answer.ok) throw new Error(answer.error.message)
\`\`\`

One visit: wait for \`welcome\` and load a mediasoup \`Device\` with its capabilities; \`room:join\`; create both transports
from the reply; \`transport:connect\` when the device asks for it; \`producer:create\` for each source and
\`data-producer:create\` for chat; \`view:set\` whenever the picture on the screen changes. Apply each
\`consumers:changed\` in one go, then send \`consumer:ready\`. After a broken connection, connect and join again with the
resume token.
`

const CHAT = `## Chat

Chat travels over data channels of the media transports, as JSON in UTF-8, at most ${bytes(DATA_MESSAGE_MAX)} a message and
${CHAT_TEXT_MAX.toLocaleString('en-US')} characters of text. A client sends on its own data producer, labelled \`chat\`, and hears on the
data consumer of the same label. Its own message comes back with its \`clientId\`: that is the acknowledgement. Send what
was not acknowledged again with the same \`clientId\`; the server drops duplicates. Send \`since\` once the channels are
open, and again after each repair. Order and deduplicate by \`seq\`.
`

const ACTIVITY = `## Activity

Who speaks, on the unreliable data consumer that is labelled \`activity\`. Each message is complete, so a lost one does no
harm.
`

/** Who may make a request, in words. */
const AUDIENCE: Readonly<Record<RequestPermission, string>> = {
  anybody: 'anybody who is connected',
  participant: 'participants',
}

const comments = readFieldComments()

/** Names of types that the page refers to, in the order in which they come up. */
type Shown = Set<string>

/** The text of `docs/protocol.md`, before formatting. */
export function protocolPage(): string {
  const shown: Shown = new Set()
  const requestText = Object.entries(requests).map(([name, { permission, about, params, reply }]) => {
    const request = message(params, `requests/${name}.params`, shown)
    return `### ${name}\n\n${about} For ${AUDIENCE[permission]}.\n\nRequest:\n\n${request}\nReply:\n\n${message(reply, `requests/${name}.reply`, shown)}`
  })
  const notificationText = Object.entries(notifications).map(
    ([name, { about, params }]) =>
      `### ${name}\n\n${about}\n\n${message(params, `notifications/${name}.params`, shown)}`,
  )
  const parts = [
    INTRODUCTION,
    '## Requests\n',
    ...requestText,
    '## Notifications\n',
    ...notificationText,
    CHAT,
    `### Chat, client to server\n\n${variants(chatCommandSchema, 'chatCommandSchema', shown)}`,
    `### Chat, server to client\n\n${variants(chatEventSchema, 'chatEventSchema', shown)}`,
    ACTIVITY,
    message(activitySchema, 'activitySchema', shown),
  ]
  return [...parts, typesSection(shown), errorsSection()].join('\n')
}

/** The fields of a message; what is a type of its own is referred to. */
function message(schema: z.ZodType, place: string, shown: Shown): string {
  const node = toNode(schema)
  for (const name of referencesOf(node)) shown.add(name)
  const own = nameOf(schema)
  return fieldTable(node, own === undefined ? place : `${own}Schema`)
}

function fieldTable(node: JsonNode, place: string): string {
  const fields = listFields(node)
  if (fields.length === 0) return 'An empty object.\n'
  const rows = fields.map(({ path, type, optional }) => {
    const separator = place.includes('/') ? '.' : '/'
    const comment = comments.get(`${place}${separator}${path.replaceAll('[]', '')}`)
    return [`\`${path}\``, type.replaceAll('|', '\\|'), optional ? 'no' : 'yes', cell(comment ?? '')]
  })
  const hasComments = rows.some(([, , , comment]) => comment !== '')
  const head = ['Field', 'Type', 'Required', 'Meaning']
  return hasComments
    ? table(head, rows)
    : table(
        head.slice(0, 3),
        rows.map((row) => row.slice(0, 3)),
      )
}

/** One table for each form of a union that `type` tells apart. */
function variants(union: { options: readonly z.ZodType[] }, place: string, shown: Shown): string {
  return union.options.map((schema) => message(schema, place, shown)).join('\n')
}

/** Types that several messages use; a type may refer to further ones. */
function typesSection(shown: Shown): string {
  const sections = new Map<string, string>()
  for (const name of shown) {
    const schema = namedType(name)
    if (!schema) continue
    const node = toNode(schema)
    // A set visits what is added while it is walked.
    for (const further of referencesOf(node)) shown.add(further)
    const body = node.properties ? fieldTable(node, `${name}Schema`) : `${plainType(node)}.\n`
    sections.set(name, `### ${name}\n\n${body}`)
  }
  const sorted = [...sections].sort(([left], [right]) => left.localeCompare(right))
  return ['## Types\n', ...sorted.map(([, text]) => text)].join('\n')
}

function plainType(node: JsonNode): string {
  const [field] = listFields({ properties: { value: node } })
  return field?.type ?? 'Anything'
}

function errorsSection(): string {
  const rows = Object.entries(ERRORS).map(([code, message]) => [`\`${code}\``, cell(message)])
  return `## Errors\n\nCodes never change their meaning; sentences may.\n\n${table(['Code', 'Default sentence'], rows)}`
}
