import { z } from 'zod'
import { logEntrySchema, LOG_LINES_MAX, type LogEntry } from '../../../protocol/index.ts'
import { route, type Route } from './route.ts'
import { exportedMessageSchema, exportFormat, PAGE_MAX, readableTime } from './schemas.ts'

const number = z.coerce.number().int().max(Number.MAX_SAFE_INTEGER)

const chatReply = z.object({
  messages: z.array(exportedMessageSchema),
  latest: z.int().describe('Number of the newest message that was written.'),
})

const exportChat = route(
  {
    method: 'GET',
    path: '/rooms/{room}/chat',
    scope: 'chat:read',
    summary: 'Export the chat',
    about:
      'What was written to everybody, oldest first, as long as it is retained. Private messages are nobody’s but of ' +
      'those who wrote and got them, so no key exports them. Go on with `after` of the last message until the list is ' +
      'empty.',
    query: z.strictObject({
      after: number.min(0).default(0).describe('Only messages with higher numbers.'),
      limit: number.min(1).max(PAGE_MAX).default(PAGE_MAX).describe('Most messages of the answer.'),
      format: exportFormat,
    }),
    reply: chatReply,
    text: ({ messages }) =>
      messages.map(({ at, fromName, text }) => line(at, `${plain(fromName)}: ${plain(text)}`)).join(''),
    next: ({ messages, latest }) => {
      const last = messages.at(-1)?.seq
      return last === undefined || last >= latest ? undefined : { after: String(last) }
    },
  },
  async ({ meetings }, { room, query }) => await meetings.chat(room, query),
)

const exportLog = route(
  {
    method: 'GET',
    path: '/rooms/{room}/log',
    scope: 'log:read',
    summary: 'Export the log',
    about:
      'What was done in a room and by whom, newest first. Go on with `before` of the last entry until the list is empty.',
    query: z.strictObject({
      before: number.min(1).optional().describe('Only entries with lower numbers.'),
      limit: number.min(1).max(LOG_LINES_MAX).default(LOG_LINES_MAX).describe('Most entries of the answer.'),
      format: exportFormat,
    }),
    reply: z.object({ entries: z.array(logEntrySchema) }),
    text: ({ entries }) => entries.map(logLine).join(''),
    next: ({ entries }) => {
      const last = entries.at(-1)?.number ?? 1
      return last <= 1 ? undefined : { before: String(last) }
    },
  },
  async ({ meetings }, { room, query }) => ({ entries: await meetings.log(room, query) }),
)

function logLine({ at, kind, by, target, details }: LogEntry): string {
  const parts = [kind, by && `by ${plain(by.name)}`, target && `to ${plain(target.name)}`]
  const more = details && Object.entries(details).map(([name, value]) => `${name}=${plain(String(value))}`)
  return line(at, [...parts, ...(more ?? [])].filter((part) => part !== undefined).join(' '))
}

function line(at: number, text: string): string {
  return `${readableTime(at)} ${text}\n`
}

/** One line of text: what somebody typed must not look like a line of somebody else. */
function plain(text: string): string {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ⏎ ')
}

/** What programs take away: chat and log. */
export const exportRoutes: readonly Route[] = [exportChat, exportLog]
