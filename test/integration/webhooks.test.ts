import assert from 'node:assert/strict'
import { it, type TestContext } from 'node:test'
import { waitFor } from '../../tools/harness/wait-for.ts'
import {
  refuse,
  startReceiver,
  take,
  TEST_SECRET,
  type TestReceiver,
} from '../../server/webhooks/test-receiver.ts'
import { storageFile } from '../../server/webhooks/test-webhooks.ts'
import { NativePeer } from '../../tools/native-peer/native-peer.ts'
import { ServerProcess } from '../kit/server-process.ts'
import { startServer } from '../kit/server.ts'
import { startWithApi } from '../kit/programs.ts'

const settingsFor = ({ url }: TestReceiver) => ({
  allowPrivate: true,
  receivers: [{ url, secret: TEST_SECRET }],
})

const seen = ({ received }: TestReceiver): string[] =>
  received.map(({ type, data }) => `${type} ${data.participant?.name ?? ''}`.trim())

async function hears(receiver: TestReceiver, wanted: string): Promise<void> {
  await waitFor(() =>
    seen(receiver).includes(wanted) ? undefined : `"${wanted}"; these came: ${seen(receiver).join(', ')}`,
  )
}

async function startKillable(t: TestContext, file: string, receiver: TestReceiver): Promise<ServerProcess> {
  const { allowPrivate, receivers } = settingsFor(receiver)
  const server = await ServerProcess.start({
    args: ['--port', '0', '--host', '127.0.0.1'],
    env: {
      PLENARY_STORAGE_FILE: file,
      PLENARY_MEDIA_PORT: '0',
      PLENARY_MEDIA_WORKERS: '1',
      PLENARY_ROOMS_RESUME_GRACE_SECONDS: '1',
      PLENARY_WEBHOOKS_ALLOW_PRIVATE: String(allowPrivate),
      PLENARY_WEBHOOKS_RECEIVERS: JSON.stringify(receivers),
    },
  })
  t.after(async () => await server.kill())
  return server
}

it('tells a receiver of a whole meeting, in order and with the present state', async (t) => {
  const receiver = await startReceiver(t)
  const server = await startServer(t, { webhooks: settingsFor(receiver) })
  const ada = await server.join('demo', 'Ada')
  const bob = await server.join('demo', 'Bob')
  await ada.publishMicrophone()
  await bob.signaling.request('hand:set', { raised: true })
  await bob.signaling.request('room:leave', {})
  await ada.signaling.request('room:leave', {})
  await hears(receiver, 'roomClosed')
  assert.deepEqual(
    seen(receiver).filter((one) => !one.startsWith('track')),
    [
      'roomOpened',
      'participantJoined Ada',
      'participantJoined Bob',
      'handChanged Bob',
      'participantLeft Bob',
      'participantLeft Ada',
      'roomClosed',
    ],
  )
  assert.deepEqual(
    receiver.received.map(({ data }) => data.number),
    receiver.received.map((_one, index) => index + 1),
  )
  assert.equal(receiver.received.at(-1)?.data.room.participants, 0)
})

it('disturbs no meeting while receivers are silent, slow or away', async (t) => {
  const receiver = await startReceiver(t)
  receiver.answer = () => undefined
  const server = await startServer(t, { webhooks: settingsFor(receiver) })
  const ada = await server.join('demo', 'Ada')
  await waitFor(() => (receiver.requests > 0 ? undefined : 'nothing was sent'))
  await receiver.close()
  const bob = await server.join('demo', 'Bob')
  ada.chat.send('still here')
  await waitFor(() => (bob.chat.messages.length > 0 ? undefined : 'the chat does not arrive'))
})

it('loses nothing and pairs everything when the server is killed between event and delivery', async (t) => {
  const file = storageFile(t)
  const receiver = await startReceiver(t)
  receiver.answer = refuse(503)
  const before = await startKillable(t, file, receiver)
  const ada = await NativePeer.join({ url: before.url, room: 'demo', name: 'Ada' })
  const bob = await NativePeer.join({ url: before.url, room: 'demo', name: 'Bob' })
  await bob.signaling.request('participant:rename', { name: 'Robert' })
  await waitFor(() => (receiver.requests > 0 ? undefined : 'nothing was tried'))
  await before.kill()
  ada.close()
  bob.close()
  const tried = receiver.received.length

  receiver.answer = take
  await startKillable(t, file, receiver)
  // Nobody comes back, so both seats are given up.
  await hears(receiver, 'participantLeft Robert')
  await hears(receiver, 'participantLeft Ada')
  await waitFor(() =>
    seen(receiver).filter((one) => one === 'roomClosed').length === 2 ? undefined : 'the room does not end',
  )
  const told = receiver.received.slice(tried)
  assert.deepEqual(
    told.map(({ data }) => data.number),
    told.map((_one, index) => index + 1),
    'every number came once, in order',
  )
  const words = seen(receiver).slice(tried)
  assert.deepEqual(words.slice(0, 6), [
    'roomOpened',
    'participantJoined Ada',
    'participantJoined Bob',
    'participantRenamed Robert',
    'roomClosed',
    'roomOpened',
  ])
  assert.deepEqual(words.slice(6, 8).sort(), ['participantLeft Ada', 'participantLeft Robert'])
})

it('lists what a receiver was sent and sends it again, by a key and without a secret in any answer', async (t) => {
  const receiver = await startReceiver(t)
  receiver.answer = refuse(410)
  const { server, call } = await startWithApi(t, { webhooks: settingsFor(receiver) })
  const ada = await server.join('demo', 'Ada')
  const list = async (query: string) => {
    const { json } = await call('GET', `/webhooks/deliveries?${query}`)
    return json as { deliveries: { id: string; type: string; status: number }[]; nextCursor: string | null }
  }
  const isGivenUp = async (): Promise<true | string> => {
    const { deliveries } = await list('state=failed')
    return deliveries.length > 1 || `${deliveries.length} are given up`
  }
  await waitFor('messages are given up', isGivenUp)
  const page = await list('state=failed&limit=1')
  assert.equal(page.deliveries[0]?.status, 410)
  const [older] = (await list(`state=failed&limit=1&cursor=${page.nextCursor ?? ''}`)).deliveries
  assert.ok(older && older.id !== page.deliveries[0]?.id)
  const before = receiver.received.length
  receiver.answer = take
  const replayed = await call('POST', `/webhooks/deliveries/${older.id}/replay`, {})
  assert.equal(replayed.status, 200)
  await waitFor(() => (receiver.received.length > before ? undefined : 'it is not sent again'))
  assert.equal(receiver.received[before]?.id, older.id, 'under its id')
  await waitFor('it is delivered', async () => {
    const { deliveries } = await list('state=delivered')
    return deliveries.some(({ id }) => id === older.id) || 'not yet'
  })
  const paths = ['/webhooks/deliveries', `/webhooks/deliveries/${older.id}`, '/settings', '/webhooks']
  const texts = await Promise.all(paths.map(async (path) => (await call('GET', path)).text))
  for (const [index, text] of [...texts, replayed.text].entries()) {
    assert.ok(text.length > 10, paths[index])
    assert.ok(!text.includes(TEST_SECRET) && !text.includes(TEST_SECRET.slice(6)), paths[index])
  }
  ada.close()
})

it('refuses to start with an event that does not exist, and says which do', async (t) => {
  const receiver = await startReceiver(t)
  const receivers = [{ url: receiver.url, secret: TEST_SECRET, events: ['participantGone'] }]
  await assert.rejects(startServer(t, { webhooks: { allowPrivate: true, receivers } }), {
    message: /"participantGone", which does not exist. Known: .*participantLeft/,
  })
})
