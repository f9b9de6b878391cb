import { z } from 'zod'
import { route, type Route } from './route.ts'

const readSettings = route(
  {
    method: 'GET',
    path: '/settings',
    scope: 'settings:read',
    summary: 'Read the settings',
    about: 'The settings that are in effect, defaults included; secrets are replaced by `[redacted]`.',
    reply: z.object({ settings: z.record(z.string(), z.unknown()) }),
  },
  async ({ server }) => ({ settings: server.settings }),
)

const readState = route(
  {
    method: 'GET',
    path: '/server',
    scope: 'settings:read',
    summary: 'Read the state of the server',
    about: 'How much is going on at this moment. Figures over time are in `/metrics`.',
    reply: z.object({
      version: z.string(),
      status: z.enum(['starting', 'ready', 'draining']).describe('`draining` takes no new rooms.'),
      uptimeSeconds: z.number(),
      rooms: z.int().describe('Rooms in which somebody is.'),
      participants: z.int(),
      loadLevel: z.number().describe('How far the server saves: 0 not at all, 3 one camera for each viewer.'),
    }),
  },
  async ({ server }) => server.state,
)

/** The server as a whole. */
export const serverRoutes: readonly Route[] = [readState, readSettings]
