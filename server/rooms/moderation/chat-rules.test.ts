import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { settle } from '../test-room.ts'
import { createMeeting } from './test-moderation.ts'

const CAST = { Grace: 'host', Bob: 'co-host', Ada: 'speaker', Vera: 'viewer' } as const

async function setUp(t: Parameters<typeof createMeeting>[0]) {
  const meeting = await createMeeting(t, CAST)
  const { media, seat } = meeting
  const write = async (from: string, to?: string, clientId = `${from}-${to ?? 'all'}`): Promise<void> => {
    const command = { type: 'message', clientId, text: 'Hello', ...(to ? { to: seat(to).id } : {}) }
    media.room.events.messageReceived(seat(from).id, 'chat', JSON.stringify(command))
    await settle()
  }
  /** Codes of what was refused to somebody. */
  const refused = (name: string): string[] =>
    media.room
      .peerOf(seat(name).id)
      .channels.sent.map((text) => JSON.parse(text) as { type: string; error?: { code: string } })
      .flatMap(({ type, error }) => (type === 'refused' ? [error?.code ?? ''] : []))
  const relayed = (): number => media.room.sent.length
  return { ...meeting, write, refused, relayed }
}

describe('Chat', () => {
  for (const [chat, writers] of [
    ['everyone', ['Grace', 'Bob', 'Ada', 'Vera']],
    ['speakers', ['Grace', 'Bob', 'Ada']],
    ['hosts', ['Grace', 'Bob']],
  ] as const) {
    it(`is for ${chat} where the rules say so; whoever is refused hears of it alone`, async (t) => {
      const { setRules, write, refused, relayed } = await setUp(t)
      await setRules({ chat })
      for (const name of ['Grace', 'Bob', 'Ada', 'Vera'] as const) {
        await write(name)
        assert.deepEqual(refused(name), writers.includes(name as never) ? [] : ['not_allowed'], name)
      }
      assert.equal(relayed(), writers.length)
    })
  }

  it('goes privately to and from hosts alone where the rules say so, and from hosts alone where it is off', async (t) => {
    const { setRules, write, refused, relayed } = await setUp(t)
    await setRules({ privateChat: 'with-hosts' })
    await write('Ada', 'Vera')
    assert.deepEqual([refused('Ada'), refused('Vera'), relayed()], [['not_allowed'], [], 0])
    await write('Ada', 'Bob')
    await write('Bob', 'Vera')
    assert.equal(relayed(), 4, 'one to each end')
    await setRules({ privateChat: 'off' })
    await write('Ada', 'Grace')
    await write('Grace', 'Ada')
    assert.deepEqual([refused('Ada'), relayed()], [['not_allowed', 'not_allowed'], 6])
  })

  it('acknowledges what it took before the rules became stricter', async (t) => {
    const { setRules, write, refused, relayed } = await setUp(t)
    await write('Ada', undefined, 'first')
    await setRules({ chat: 'hosts' })
    await write('Ada', undefined, 'first')
    await write('Ada', undefined, 'second')
    assert.deepEqual([refused('Ada'), relayed()], [['not_allowed'], 1])
  })
})
