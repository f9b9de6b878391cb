import { z } from 'zod'
import { VIEW_TILES_MAX } from '../../protocol/index.ts'

/** How large rooms may grow and how long a seat waits for its owner. */
export const roomsSchema = z
  .strictObject({
    maxParticipants: z
      .int()
      .min(1)
      .max(10_000)
      .default(1000)
      .describe('Most people in one room, those who are reconnecting included.'),
    policy: z
      .enum(['attention', 'everyone'])
      .default('attention')
      .describe(
        '`attention` forwards what people look at and hear. `everyone` lets a client ask for everything at ' +
          'its best, which costs the square of the room: for comparisons only.',
      ),
    maxRooms: z.int().min(1).max(100_000).default(1000).describe('Most rooms at a time.'),
    resumeGraceSeconds: z
      .number()
      .min(0)
      .max(3600)
      .default(30)
      .describe('How long a seat waits for somebody whose connection broke, in seconds.'),
    pageCloseGraceSeconds: z
      .number()
      .min(0)
      .max(3600)
      .default(6)
      .describe(
        'How long a seat waits after its page was closed or reloaded, in seconds: long enough for a ' +
          'reload on a slow machine, and others see that much longer somebody who closed the page.',
      ),
    previewNames: z
      .boolean()
      .default(false)
      .describe(
        'Whether people see the names of the first four in a room before they join it. `false` shows only how ' +
          'many are in it: whoever guesses the name of a room learns no more.',
      ),
  })
  .describe('Size of rooms, and how long a seat waits for its owner.')

/** Whose audio is forwarded when many microphones are open. */
export const audioSchema = z
  .strictObject({
    runningMicrophones: z
      .int()
      .min(1)
      .max(100)
      .default(12)
      .describe('Up to so many open microphones in a room, everybody hears all of them at any time.'),
    recentSpeakers: z
      .int()
      .min(1)
      .max(50)
      .default(8)
      .describe('Above that, the microphones of so many recent speakers stay connected.'),
    loudestSpeakers: z
      .int()
      .min(1)
      .max(50)
      .default(5)
      .describe('When more than so many people speak at once, the quietest are left out.'),
  })
  .superRefine((audio, context) => {
    if (audio.loudestSpeakers <= audio.recentSpeakers) return
    context.addIssue({
      code: 'custom',
      path: ['loudestSpeakers'],
      message: `must be at most ${audio.recentSpeakers}, which is audio.recentSpeakers`,
    })
  })
  .describe('Whose audio is forwarded when many microphones are open.')

/** Who counts as speaking, and who holds the floor. */
export const speakersSchema = z
  .strictObject({
    dominantHoldMs: z
      .int()
      .min(0)
      .max(60_000)
      .default(2000)
      .describe('Shortest time that the main picture stays with one speaker, in milliseconds.'),
    thresholdDbov: z
      .int()
      .min(-127)
      .max(0)
      .default(-50)
      .describe('Level from which somebody counts as speaking, in dBov: -127 is silence, 0 the loudest.'),
  })
  .describe('Who counts as speaking, and who holds the floor.')

/** Chat history and speed limits. */
export const chatSchema = z
  .strictObject({
    historyMessages: z
      .int()
      .min(0)
      .max(100_000)
      .default(500)
      .describe('Messages that a room keeps for those who join later; as many private ones beside them.'),
    historyBytes: z
      .int()
      .min(0)
      .max(1024 * 1024 * 1024)
      .default(1024 * 1024)
      .describe('Most memory for the messages that a room keeps, in bytes.'),
    retentionMinutes: z
      .number()
      .min(0)
      .max(525_600)
      .default(60)
      .describe('How long the chat is kept after the last person left the room, in minutes.'),
    messagesPerSecond: z
      .number()
      .min(0.1)
      .max(1000)
      .default(3)
      .describe('Messages that one participant may send for long, per second.'),
    burst: z
      .int()
      .min(1)
      .max(10_000)
      .default(15)
      .describe('Messages that one participant may send at once, after a pause.'),
  })
  .describe('Chat history and speed limits.')

/** How much video one viewer receives. */
export const videoSchema = z
  .strictObject({
    maxTiles: z
      .int()
      .min(1)
      .max(VIEW_TILES_MAX)
      .default(25)
      .describe(
        'Most cameras that one viewer receives, pinned people first, then speakers, then the largest ' +
          'tiles. Shared screens come on top.',
      ),
  })
  .describe('How much video one viewer receives.')
