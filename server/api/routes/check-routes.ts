import { z } from 'zod'
import { CHECK_VERDICTS, checkResultSchema, readCheckCode } from '../../../protocol/index.ts'
import { Problem } from '../problems.ts'
import { route, type Route } from './route.ts'
import { readableTime } from './schemas.ts'

const readCheck = route(
  {
    method: 'GET',
    path: '/checks/{code}',
    scope: 'checks:read',
    summary: 'Read what a guest’s check found',
    about:
      'What the page `/test` found for the guest who got this code. It is kept in memory for a day, and forgotten when ' +
      'the server restarts.',
    params: z.strictObject({
      code: z.string().min(8).max(20).describe('As the guest reads it, such as `KFMH-3TQW`; in either case.'),
    }),
    reply: z.object({
      code: z.string(),
      at: z.string().describe('When it was made, in ISO 8601.'),
      address: z.string().describe('Where the guest came from; of IPv6 the network.'),
      verdict: z
        .enum(CHECK_VERDICTS)
        .describe('What keeps the guest from a meeting first, or makes it worse.'),
      result: checkResultSchema,
    }),
    problems: ['not_found'],
  },
  async ({ checks }, { params }) => {
    const found = readCheckCode(params.code) === undefined ? undefined : checks.get(params.code)
    if (!found) {
      throw new Problem('not_found', {
        detail:
          'No check of the last day has this code. Check the code, or ask the guest to open /test again.',
      })
    }
    return { ...found, at: readableTime(found.at) }
  },
)

// What fits on a page; older ones are found by their codes.
const RECENT_MAX = 20

const listChecks = route(
  {
    method: 'GET',
    path: '/checks',
    scope: 'checks:read',
    summary: 'List the newest checks of guests',
    about: `What the last ${RECENT_MAX} guests' checks of the last day came down to, the newest first.`,
    reply: z.object({
      checks: z.array(
        z.object({
          code: z.string(),
          at: z.string().describe('When it was made, in ISO 8601.'),
          address: z.string().describe('Where the guest came from; of IPv6 the network.'),
          verdict: z.enum(CHECK_VERDICTS),
        }),
      ),
    }),
  },
  async ({ checks }) => {
    const newest = checks.recent().slice(0, RECENT_MAX)
    return {
      checks: newest.map(({ code, at, address, verdict }) => ({
        ...{ code, address, verdict },
        at: readableTime(at),
      })),
    }
  },
)

/** What guests' own checks found. */
export const checkRoutes: readonly Route[] = [listChecks, readCheck]
