import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { DataConsumer, DataProducer } from 'mediasoup-client/types'
import type { DataConsumerOptions } from '../../../protocol/index.ts'
import { waitFor } from '../../../tools/harness/wait-for.ts'
import { DataChannels, type ChatChannel } from './data-channels.ts'
import { createFakeTransports, FakeSignaling, settle } from '../test-media.ts'

const described: DataConsumerOptions[] = [
  {
    id: 'd1',
    dataProducerId: 'p1',
    label: 'chat',
    protocol: '',
    sctpStreamParameters: { streamId: 0, ordered: true },
  },
  {
    id: 'd2',
    dataProducerId: 'p2',
    label: 'activity',
    protocol: '',
    sctpStreamParameters: { streamId: 1, ordered: false, maxRetransmits: 0 },
  },
]

/** The browser's channel inside an object of mediasoup-client, for the test to play with. */
interface FakeChannel extends EventTarget {
  _readyState: string
}

function channelOf(stream: DataProducer | DataConsumer): FakeChannel {
  return (stream as unknown as { _dataChannel: FakeChannel })._dataChannel
}

function openChannel(stream: DataProducer | DataConsumer): void {
  channelOf(stream)._readyState = 'open'
  channelOf(stream).dispatchEvent({ type: 'open' } as Event)
}

async function createBench() {
  const { send, receive } = await createFakeTransports()
  const signaling = new FakeSignaling()
  const heard = { opened: [] as ChatChannel[], chat: [] as string[], activity: [] as string[], broken: 0 }
  const streams = { producer: null as DataProducer | null, consumers: new Map<string, DataConsumer>() }
  send.observer.on('newdataproducer', (producer) => (streams.producer = producer))
  receive.observer.on('newdataconsumer', (consumer) => streams.consumers.set(consumer.id, consumer))
  const channels = new DataChannels(send, receive, signaling.asSignaling, {
    chatOpened: (channel) => heard.opened.push(channel),
    chatReceived: (text) => heard.chat.push(text),
    chatDrained: () => undefined,
    activityReceived: (text) => heard.activity.push(text),
    broken: () => (heard.broken += 1),
  })
  channels.open(described)
  await waitFor('all streams are there', () =>
    streams.producer && streams.consumers.size === 2 ? true : 'not yet',
  )
  await settle()
  const relay = streams.consumers.get('d1')
  const activity = streams.consumers.get('d2')
  assert.ok(streams.producer && relay && activity)
  return { send, signaling, heard, producer: streams.producer, relay, activity }
}

test('chat is open when both directions are and the server takes part', async () => {
  const { signaling, heard, producer, relay } = await createBench()
  openChannel(producer)
  assert.equal(heard.opened.length, 0)
  openChannel(relay)
  assert.equal(heard.opened.length, 0, 'the server does not listen yet')
  signaling.last('data-producer:create').answer({ dataProducerId: 'server-1' })
  await settle()
  assert.equal(heard.opened.length, 1)
})

test('the own stream is announced as reliable and ordered', async () => {
  const { signaling } = await createBench()
  const { params } = signaling.last('data-producer:create')
  assert.equal(params.label, 'chat')
  const { ordered, ...limits } = params.sctpStreamParameters as Record<string, unknown>
  assert.equal(ordered, true)
  assert.deepEqual(Object.keys(limits), ['streamId'])
})

test('each stream leads to its own listener', async () => {
  const { heard, relay, activity } = await createBench()
  const say = (stream: DataConsumer, data: string): void => {
    channelOf(stream).dispatchEvent({ type: 'message', data } as unknown as Event)
  }
  say(relay, 'a chat event')
  say(activity, 'an activity')
  assert.deepEqual(heard.chat, ['a chat event'])
  assert.deepEqual(heard.activity, ['an activity'])
})

test('a stream that closes by itself is reported, one that goes with its transport is not', async () => {
  const first = await createBench()
  channelOf(first.relay).dispatchEvent({ type: 'close' } as Event)
  assert.equal(first.heard.broken, 1)
  const second = await createBench()
  second.send.close()
  await settle()
  assert.equal(second.heard.broken, 0)
})

test('a server that refuses the stream is reported', async () => {
  const { signaling, heard } = await createBench()
  signaling.last('data-producer:create').refuse(new Error('no'))
  await settle()
  assert.equal(heard.broken, 1)
})
