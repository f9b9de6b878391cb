import assert from 'node:assert/strict'
import { test } from 'node:test'
import { scaled } from '../../tools/harness/machine-speed.ts'
import { waitFor } from '../../tools/harness/wait-for.ts'
import { scenes } from './kit/scene.ts'

// An address for documentation, RFC 5737: nobody has it.
const scene = scenes((config) => {
  config.listen.announce = ['203.0.113.7']
})

test(
  'people whose media cannot reach the server read so within five seconds, and nobody is called slow',
  scene(async ({ join, server, forgiveServer }) => {
    forgiveServer(/no media path to a participant/)
    const ada = await join('Ada')
    const began = Date.now()
    const bo = await join('Bo')
    const told = ada.page.getByRole('status').filter({ hasText: 'do not get through to this server' })
    await told.waitFor()
    assert.ok(Date.now() - began < scaled(5000), `after ${Date.now() - began} ms`)
    // What is promised to work does.
    await ada.press('Raise hand')
    await bo.page.getByText('Ada raised a hand').first().waitFor()
    await bo.press('Chat')
    await bo.say('Can you hear me?')
    await waitFor('the operator is told, once', () => {
      const lines = server.troubles.filter((line) => line.includes('no media path to a participant'))
      return lines.length === 1 || `${lines.length} lines`
    })
    // Both have gone through several attempts by then.
    await waitFor('the second attempt of Ada has begun', async () => {
      const load = await ada.probe((probe) => probe.negotiations)
      return load >= 4 || `${load} negotiations`
    })
    for (const person of [ada, bo]) {
      const page = await person.page.locator('body').innerText()
      assert.doesNotMatch(page, /connection is slow|Messages still arrive|Poor connection/)
      assert.match(page, /do not get through to this server/)
    }
    assert.equal(server.troubles.filter((line) => line.includes('no media path')).length, 1)
  }),
)
