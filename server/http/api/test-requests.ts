import { SAMPLE_CHECK } from '../../../test/kit/sample-check.ts'
import { operationId } from '../../api/openapi.ts'
import type { Route } from '../../api/routes/route.ts'
import type { WebhookMemory } from '../../webhooks/memory-store.ts'
import type { startApi } from './test-api.ts'

type TestApi = Awaited<ReturnType<typeof startApi>>

/** A request that is in order. */
export interface SampleRequest {
  path: string
  body?: unknown
}

/** What a request can name: a room that is somebody's, in which somebody is, with an invitation and a ban. */
export interface Scene {
  room: string
  participant: string
  invitation: string
  ban: string
  /** Message that a receiver of webhooks got. */
  message: string
  /** Code of a guest's check. */
  check: string
}

/** Sets the scene for one route, under a name of its own; nobody is in a room that is to be forgotten. */
export async function setScene(
  { call, join, rooms, webhookStore, checkResults }: TestApi,
  room: string,
  route: Route,
): Promise<Scene> {
  await call('/rooms', { method: 'POST', body: { name: room } })
  const { seat } = await join('Ada', room)
  const invited = await call(`/rooms/${room}/invitations`, {
    method: 'POST',
    body: { role: 'speaker', uses: 1, minutes: null },
  })
  const ban = { id: 'ban-00000001', name: 'Eve', at: 1, by: 'Ada', devices: ['a hash'] }
  await rooms.find(room)?.policy.setBans([ban])
  if (operationId(route) === 'deleteRoomsRoom') rooms.find(room)?.leave(seat)
  return {
    room,
    participant: seat.id,
    invitation: (invited.json?.invitation as { id: string }).id,
    ban: ban.id,
    message: announce(webhookStore, room),
    check: checkResults.keep(SAMPLE_CHECK, '192.0.2.1'),
  }
}

/** Bodies by the id of the operation; routes that take none are not here. */
const BODIES: Readonly<Record<string, (scene: Scene) => unknown>> = {
  postRooms: ({ room }) => ({ name: `${room}-more` }),
  patchRoomsRoomRules: () => ({ locked: true }),
  putRoomsRoomPassword: () => ({ password: 'open sesame' }),
  postRoomsRoomOwnerLink: () => ({}),
  postRoomsRoomEnd: () => ({ seconds: 60 }),
  postRoomsRoomParticipantsIdStop: () => ({ source: 'microphone' }),
  postRoomsRoomParticipantsIdMove: ({ room }) => ({ to: `${room}-next` }),
  postRoomsRoomStopTracks: () => ({ source: 'camera' }),
  putRoomsRoomParticipantsIdRole: () => ({ role: 'co-host' }),
  postServerDrain: () => ({ deadlineSeconds: 1 }),
  postServerBlocks: () => ({ address: '192.0.2.1', minutes: 5 }),
  postWebhooksDeliveriesIdReplay: () => ({}),
  postRoomsRoomInvitations: () => ({ role: 'speaker', uses: 1, minutes: null }),
}

/**
 * A request of this route that is in order.
 *
 * @throws {Error} for a route whose body nobody wrote down here
 */
export function sampleRequest(route: Route, scene: Scene): SampleRequest {
  const body = BODIES[operationId(route)]
  if (route.body && !body) throw new Error(`Add a sample of ${operationId(route)} to test-requests.ts.`)
  const id = route.path.startsWith('/webhooks/')
    ? scene.message
    : route.path.includes('/bans/')
      ? scene.ban
      : route.path.includes('/invitations/')
        ? scene.invitation
        : scene.participant
  const path = route.path.replace('{room}', scene.room).replace('{id}', id).replace('{code}', scene.check)
  return body ? { path, body: body(scene) } : { path }
}

/** Lets a receiver have been told something. */
function announce(store: WebhookMemory, room: string): string {
  const position = store.newest + 1
  const id = `msg_0000000${position}`
  const event = { position, id, room, number: 1, type: 'roomOpened', at: Date.now(), body: '{}' }
  store.announce({ event, receivers: ['board'], open: true })
  return id
}
