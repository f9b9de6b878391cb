import assert from 'node:assert/strict'
import { it } from 'node:test'
import { OpusSource } from '../../tools/native-peer/opus-source.ts'
import { assertRefused } from '../kit/assert-refused.ts'
import { losesStream, receivesMore } from '../kit/expect-media.ts'
import { startServer, type TestServer } from '../kit/server.ts'

async function shareWithSound(server: TestServer, name: string) {
  const peer = await server.join('demo', name)
  const screen = await peer.publishScreen()
  await peer.publish('screen-audio', new OpusSource({ mid: 'screen-audio', level: -30 }))
  return { peer, screen }
}

it('lets nobody be heard as a screen that is not shown', async (t) => {
  const server = await startServer(t)
  const bob = await server.join('demo', 'Bob')
  const mallory = await server.join('demo', 'Mallory')
  const sound = new OpusSource({ mid: 'screen-audio', level: 0 })
  await assertRefused(mallory.publish('screen-audio', sound), 'screen_required')
  const ada = await shareWithSound(server, 'Ada')
  await receivesMore(bob, { from: ada.peer, source: 'screen-audio' })
  await ada.peer.unpublish(ada.screen)
  await losesStream(bob, { from: ada.peer, source: 'screen-audio' })
  assert.equal(bob.receiver.find(mallory.id, 'screen-audio'), undefined)
})

it('lets newcomers with screens take nothing of a presenter’s sound', async (t) => {
  const server = await startServer(t)
  const bob = await server.join('demo', 'Bob')
  const { peer: presenter } = await shareWithSound(server, 'Presenter')
  const heard = await receivesMore(bob, { from: presenter, source: 'screen-audio' })
  const newcomers = []
  for (let index = 0; index < 5; index += 1) newcomers.push(await shareWithSound(server, `N${index}`))
  for (const { peer } of newcomers.slice(0, 3))
    await receivesMore(bob, { from: peer, source: 'screen-audio' })
  assert.equal(await receivesMore(bob, { from: presenter, source: 'screen-audio' }, 50), heard)
})
