import assert from 'node:assert/strict'
import { EventEmitter } from 'node:events'
import { describe, it } from 'node:test'
import type { DataProducer, Router, WebRtcTransport } from 'mediasoup/types'
import { ROOM_CHANNELS } from '../../rooms/ports/channels.ts'
import { DataStreams } from './data-streams.ts'

// Payload protocol identifiers of WebRTC, RFC 8831 section 8.
const PPID = { string: 51, binary: 53 }

class FakeStream extends EventEmitter {
  readonly id: string
  readonly options: unknown
  readonly sent: { payload: unknown; subchannels: unknown }[] = []
  closed = false

  constructor(id: string, options: unknown) {
    super()
    this.id = id
    this.options = options
  }

  send(payload: unknown, _ppid: unknown, subchannels: unknown): void {
    this.sent.push({ payload, subchannels })
  }

  close(): void {
    this.closed = true
  }
}

class FakeTransport {
  closed = false
  readonly producers: FakeStream[] = []
  readonly consumers: FakeStream[] = []
  /** Happens while a consumer is made. */
  meanwhile: () => void = () => undefined

  produceData(options: { label: string }): Promise<FakeStream> {
    const producer = new FakeStream(`own-${options.label}`, options)
    this.producers.push(producer)
    return Promise.resolve(producer)
  }

  consumeData(options: { dataProducerId: string }): Promise<FakeStream> {
    const consumer = new FakeStream(`of-${options.dataProducerId}`, options)
    this.consumers.push(consumer)
    this.meanwhile()
    return Promise.resolve(consumer)
  }
}

async function setUp() {
  const direct = new FakeTransport()
  const received: [string, string, string][] = []
  const flooded: string[] = []
  let charge = (_bytes: number): boolean => true
  const refuse = (above: number): void => void (charge = (bytes) => bytes <= above)
  const router = { createDirectTransport: () => Promise.resolve(direct) }
  const streams = await DataStreams.create(router as unknown as Router, ROOM_CHANNELS, (...message) =>
    received.push(message),
  )
  const participant = new FakeTransport()
  const subscribe = async (subchannel: number) =>
    await streams.subscribe(participant as unknown as WebRtcTransport, subchannel)
  const listen = async (participantId: string): Promise<FakeStream> => {
    const producer = new FakeStream(`chat-of-${participantId}`, {})
    await streams.listen(producer as unknown as DataProducer, 'chat', {
      participantId,
      charge: (bytes) => charge(bytes),
      flooded: () => flooded.push(participantId),
    })
    const consumer = direct.consumers.at(-1)
    assert.ok(consumer)
    return consumer
  }
  const own = (label: string): FakeStream => {
    const producer = direct.producers.find(({ id }) => id === `own-${label}`)
    assert.ok(producer)
    return producer
  }
  return { refuse, flooded, direct, participant, streams, received, subscribe, listen, own }
}

describe('DataStreams', () => {
  it('lets a participant hear chat in order on its subchannel, and activity without repeats', async () => {
    const { participant, subscribe } = await setUp()
    const subscribed = await subscribe(7)
    assert.deepEqual(
      subscribed.map(({ channel, consumer }) => [channel.name, consumer]),
      [
        ['chat', participant.consumers[0]],
        ['activity', participant.consumers[1]],
      ],
    )
    assert.deepEqual(
      participant.consumers.map(({ options }) => options),
      [
        { dataProducerId: 'own-chat', ordered: true, subchannels: [7] },
        { dataProducerId: 'own-activity', ordered: false, maxRetransmits: 0 },
      ],
    )
  })

  it('closes what was made for a participant who left meanwhile', async () => {
    const { participant, subscribe } = await setUp()
    participant.meanwhile = () => (participant.closed = true)
    await assert.rejects(subscribe(7), { code: 'media_unavailable' })
    assert.deepEqual(
      participant.consumers.map(({ closed }) => closed),
      [true, true],
    )
  })

  it('hands on texts of a participant under its id, and nothing that is no text', async () => {
    const { received, listen } = await setUp()
    const [ada, bob] = [await listen('ada'), await listen('bob')]
    ada.emit('message', Buffer.from('grüße'), PPID.string)
    ada.emit('message', Buffer.from('bytes'), PPID.binary)
    bob.emit('message', Buffer.from('hello'), PPID.string)
    assert.deepEqual(received, [
      ['ada', 'chat', 'grüße'],
      ['bob', 'chat', 'hello'],
    ])
  })

  it('reads nothing more of a participant whose messages may not be read, and says so once', async () => {
    const { received, flooded, refuse, listen } = await setUp()
    const ada = await listen('ada')
    refuse(4)
    ada.emit('message', Buffer.from('four'), PPID.string)
    // Also what is no text costs something.
    ada.emit('message', Buffer.from('bytes'), PPID.binary)
    ada.emit('message', Buffer.from('on'), PPID.string)
    assert.deepEqual(received, [['ada', 'chat', 'four']])
    assert.deepEqual(flooded, ['ada'])
  })

  it('hears nobody once its router has closed', async () => {
    const { direct, received, listen } = await setUp()
    direct.meanwhile = () => (direct.closed = true)
    const consumer = await listen('ada')
    consumer.emit('message', Buffer.from('late'), PPID.string)
    assert.equal(consumer.closed, true)
    assert.deepEqual(received, [])
  })

  it('sends chat to all or to the subchannels that are named, and activity to all', async () => {
    const { streams, own } = await setUp()
    streams.send('chat', 'to all')
    streams.send('chat', 'to two', [3, 4])
    streams.send('activity', 'speaking')
    assert.deepEqual(own('chat').sent, [
      { payload: 'to all', subchannels: undefined },
      { payload: 'to two', subchannels: [3, 4] },
    ])
    assert.deepEqual(own('activity').sent, [{ payload: 'speaking', subchannels: undefined }])
  })
})
