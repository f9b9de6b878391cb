import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Locator } from 'playwright-core'
import { waitFor } from '../../tools/harness/wait-for.ts'
import { findBarriers } from './kit/axe.ts'
import { counts, guests, joinNative, joinSilently } from './kit/crowd.ts'
import { seesMoving } from './kit/media.ts'
import { scenes } from './kit/scene.ts'

const scene = scenes()

const GUESTS = 60

async function hasText(what: string, element: Locator, pattern: RegExp): Promise<void> {
  await waitFor(what, async () => {
    const text = (await element.textContent()) ?? ''
    return pattern.test(text) || text
  })
}

test(
  'a room of 60 is listed, searched and counted as it grows and shrinks',
  scene(async (stage) => {
    const ada = await stage.join('Ada', { cameraOff: true })
    await ada.press('Chat')
    const early = guests(3)
    await joinSilently(stage, early)
    await ada.messages.getByText(/Guest 003.* joined/).waitFor()
    const others = await joinSilently(stage, guests(GUESTS).slice(early.length))
    await counts(ada, GUESTS + 1)
    // Those of the small room are named, those of the large one counted.
    await hasText('the others are counted', ada.messages, /Guest 00\d.*and \d\d others joined/)

    await ada.press('People')
    const rows = ada.people.getByRole('listitem')
    await ada.people.getByRole('listitem').filter({ hasText: 'Ada (you)' }).waitFor()
    await ada.people.getByRole('listitem').filter({ hasText: 'Guest 060' }).waitFor()
    assert.equal(await rows.count(), GUESTS + 1, 'one item a person')
    assert.equal(await rows.first().getAttribute('aria-setsize'), String(GUESTS + 1))

    await others[6]?.request('participant:rename', { name: 'Zoë Äpfel' })
    const search = ada.people.getByRole('searchbox', { name: 'Search by name' })
    await search.fill('zoe apf')
    await ada.people.getByRole('listitem').filter({ hasText: 'Zoë Äpfel' }).waitFor()
    await waitFor('one is found', async () => (await rows.count()) === 1 || String(await rows.count()))
    await search.fill('nobody at all')
    await ada.people.getByText('Nobody here is called that.').waitFor()
    await search.fill('')
    assert.deepEqual(await findBarriers(ada.page), [])
    // A raised hand comes first, and is news although its owner was in no list of this page.
    await others[41]?.request('hand:set', { raised: true })
    await waitFor('the hand leads', async () => {
      const second = (await rows.nth(1).textContent()) ?? ''
      return second.includes('Guest 045') || second
    })

    // The room becomes small: everybody is known again, and named.
    await Promise.all(others.slice(0, 46).map((one) => one.request('room:leave', {})))
    await counts(ada, GUESTS - 45)
    await waitFor(
      'everybody is listed',
      async () => (await rows.count()) === 15 || String(await rows.count()),
    )
    await ada.press('Chat')
    await hasText('those who left are counted', ada.messages, /\d+ (people|others) left/)
    await ada.say('so few')
    await ada.messages.getByText('so few').waitFor()
    await others[51]?.request('room:leave', {})
    await ada.messages.getByText('Guest 055 left').waitFor()
  }),
)

test(
  'somebody whom the page was never told of is found for a private message, by keyboard',
  scene(async (stage) => {
    const ada = await stage.join('Ada', { cameraOff: true })
    await joinSilently(stage, guests(GUESTS))
    const zed = await stage.join('Zed', { cameraOff: true })
    await counts(ada, GUESTS + 2)
    await ada.press('Chat')
    const to = ada.chat.getByRole('combobox', { name: 'To' })
    await to.click()
    await ada.chat.getByRole('option', { name: 'Everyone' }).waitFor()
    await to.pressSequentially('ze')
    await ada.chat.getByRole('option', { name: 'Zed' }).waitFor()
    assert.deepEqual(await findBarriers(ada.page), [])
    await to.press('Enter')
    assert.equal(await to.inputValue(), 'Zed')
    assert.equal(await to.getAttribute('aria-expanded'), 'false')
    await ada.say('for your eyes')
    await zed.press('Chat')
    await zed.messages.getByText('for your eyes').waitFor()
    await zed.messages.getByText('Private to you').waitFor()

    await zed.leave()
    await ada.say('too late')
    await ada.chat.getByRole('alert').waitFor()
    // Escape closes the choices and leaves the panel open.
    await to.click()
    await to.press('Escape')
    assert.equal(await to.getAttribute('aria-expanded'), 'false')
    await to.press('ArrowDown')
    await to.press('Enter')
    assert.equal(await to.inputValue(), 'Everyone')
  }),
)

test(
  'the pages of a large room show everybody once, and their pictures',
  scene(async (stage) => {
    const CAMERAS = 9
    for (const name of guests(CAMERAS)) {
      const guest = await joinNative(stage, name)
      await guest.publishCamera({ framesPerSecond: 5, bitrates: [20_000], layers: 1 })
    }
    await joinSilently(stage, guests(GUESTS).slice(CAMERAS))
    const bo = await stage.join('Bo')
    const cy = await stage.join('Cy', { cameraOff: true })
    await counts(cy, GUESTS + 2)
    const pager = cy.page.getByRole('navigation', { name: /^Page 1 of \d+$/ })
    await pager.waitFor()
    const pages = Number(/of (\d+)$/.exec((await pager.getAttribute('aria-label')) ?? '')?.[1])
    const seen: string[] = []
    const large = await cy.page.locator('[data-place="main"]').first().getAttribute('aria-label')
    for (let page = 1; page <= pages; page += 1) {
      await cy.page.getByRole('navigation', { name: `Page ${page} of ${pages}` }).waitFor()
      const strip = cy.page.locator('[data-place="strip"]')
      await strip.first().waitFor()
      const labels = await strip.evaluateAll((tiles) =>
        tiles.map((tile) => tile.getAttribute('aria-label') ?? ''),
      )
      if (labels.includes('Bo')) await seesMoving(cy, 'Bo')
      seen.push(...labels)
      if (page < pages) await cy.page.getByRole('button', { name: 'Next page' }).click()
    }
    const everybody = [...guests(GUESTS), 'Bo']
    assert.deepEqual([large ?? '', ...seen].sort(), everybody.sort())
    assert.equal(await bo.control('Turn camera off').count(), 1)
  }),
)
