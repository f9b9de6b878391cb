import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { waitFor } from '../../tools/harness/wait-for.ts'
import { allSeeAll, hearsNothing, hearsSomebody, seesMoving, seesOneself } from './kit/media.ts'
import { scenes } from './kit/scene.ts'
import { OF_A_CUT_LINE } from './kit/server.ts'

const scene = scenes()

describe('a meeting of three', () => {
  test(
    'everybody decodes the picture and the sound of everybody else',
    scene(async ({ join }) => {
      const camera = 'default'
      const [ada, bo, cy] = await Promise.all([
        join('Ada', { browser: 'speaking', camera }),
        join('Bo', { camera }),
        join('Cy', { camera }),
      ])
      const people = [ada, bo, cy]
      for (const person of people) await person.showsTiles(['Ada', 'Bo', 'Cy'])
      await allSeeAll(people)
      for (const person of people) await seesOneself(person)
      await hearsSomebody(bo)
      await hearsSomebody(cy)
      await hearsNothing(ada)
      for (const person of people) {
        const { sounds, tiles } = await person.read()
        assert.equal(sounds.length, 2, `${person.name} receives the sound of two people`)
        assert.ok(sounds.every(({ samples, codec }) => samples > 0 && codec === 'audio/opus'))
        assert.ok(tiles.every(({ inbound }) => !inbound || inbound.codec === 'video/VP8'))
        assert.deepEqual(new Set(tiles.map(({ source }) => source)), new Set(['camera']))
      }
    }),
  )

  test(
    'media is encrypted with AES-GCM and flows over UDP',
    scene(async ({ join }) => {
      const [ada, bo] = await Promise.all([join('Ada'), join('Bo')])
      await allSeeAll([ada, bo])
      for (const person of [ada, bo]) {
        const { paths } = await person.read()
        assert.equal(paths.length, 2, 'one path to send and one to receive')
        for (const path of paths) {
          assert.equal(path.dtls, 'connected')
          assert.match(path.srtpCipher, /^(SRTP_)?AEAD_AES_(128|256)_GCM$/)
          assert.equal(path.protocol, 'udp')
          assert.equal(path.remoteType, 'host')
        }
      }
    }),
  )

  test(
    'who leaves is gone for the others, and is seen again after the return',
    scene(async ({ join }) => {
      const [ada, bo] = await Promise.all([join('Ada'), join('Bo')])
      await allSeeAll([ada, bo])
      const { load } = await bo.probe(({ load }) => ({ load }))
      await bo.leave()
      await ada.showsTiles(['Ada'], { timeoutMs: 3000 })
      assert.match((await bo.page.getByRole('heading', { level: 1 }).textContent()) ?? '', /You left/)

      await bo.page.getByRole('button', { name: 'Rejoin' }).click()
      const joinNow = bo.page.getByRole('button', { name: 'Join now' })
      await Promise.race([bo.toolbar.waitFor(), joinNow.waitFor()])
      if (await joinNow.isVisible()) await bo.join('Bo')
      await allSeeAll([ada, bo])
      await ada.showsTiles(['Ada', 'Bo'])
      assert.equal((await bo.probe(({ load }) => ({ load }))).load, load, 'the page was not loaded again')
    }),
  )

  test(
    'whose page is closed is gone within seconds',
    scene(async ({ join }) => {
      const [ada, bo] = await Promise.all([join('Ada'), join('Bo')])
      await seesMoving(ada, 'Bo')
      await bo.page.close({ runBeforeUnload: true })
      await ada.showsTiles(['Ada'], { timeoutMs: 8000 })
    }),
  )

  test(
    'a browser that dies without a goodbye is gone after the grace period',
    scenes((config) => {
      config.rooms.resumeGraceSeconds = 2
    })(async ({ join, cable }) => {
      const line = await cable()
      const [ada, bo] = await Promise.all([join('Ada'), join('Bo', { cable: line })])
      await seesMoving(ada, 'Bo')
      bo.forgive(OF_A_CUT_LINE)
      line.cut()
      await bo.page.close()
      await ada.showsTiles(['Ada'], { timeoutMs: 8000 })
    }),
  )

  test(
    'who is alone gets an invitation with the link',
    scene(async ({ server, room, join }) => {
      const ada = await join('Ada', { cameraOff: true })
      const link = ada.page.getByRole('textbox', { name: 'Meeting link' })
      assert.equal(await link.inputValue(), `${server.origin}/r/${room}`)
      await ada.context.grantPermissions(['clipboard-read', 'clipboard-write'])
      await ada.page.getByRole('button', { name: 'Copy link' }).click()
      await waitFor('the link is on the clipboard', async () => {
        const text = await ada.page.evaluate('navigator.clipboard.readText()')
        return text === `${server.origin}/r/${room}` ? true : String(text)
      })
      await join('Bo', { cameraOff: true })
      await link.waitFor({ state: 'detached' })
    }),
  )
})
