import assert from 'node:assert/strict'
import { test } from 'node:test'
import { counts, guests, joinSilently } from './kit/crowd.ts'
import { scenes } from './kit/scene.ts'

const scene = scenes()

const GUESTS = 500
/** Far less than all of them, and more than a window shows. */
const MOST_ROWS = 60

test(
  'the list of 500 people is rendered in part, is whole for assistive technology, and is searched',
  scene(async (stage) => {
    const ada = await stage.join('Ada', { cameraOff: true })
    await joinSilently(stage, guests(GUESTS))
    await counts(ada, GUESTS + 1)

    // Somebody who comes late hears of most people after the first picture.
    const bo = await stage.join('Bo', { cameraOff: true })
    await counts(bo, GUESTS + 2)
    assert.equal(await bo.page.getByText('You are the only one here').count(), 0)

    await bo.press('People')
    const rows = bo.people.getByRole('listitem')
    await rows.first().waitFor()
    assert.ok((await rows.count()) <= MOST_ROWS, `${await rows.count()} rows are rendered`)
    assert.equal(await rows.first().getAttribute('aria-setsize'), String(GUESTS + 2))
    assert.equal(await rows.first().getAttribute('aria-posinset'), '1')

    const list = bo.people.getByRole('list')
    await list.press('End')
    const last = bo.people.getByRole('listitem').filter({ hasText: `Guest ${GUESTS}` })
    await last.waitFor()
    assert.equal(await last.getAttribute('aria-posinset'), String(GUESTS + 2))

    await bo.people.getByRole('searchbox', { name: 'Search by name' }).fill('guest 321')
    await bo.people.getByRole('listitem').filter({ hasText: 'Guest 321' }).waitFor()
    assert.equal(await rows.count(), 1)
    await bo.people.getByRole('searchbox').fill('')
    await bo.people.getByRole('listitem').filter({ hasText: 'Bo (you)' }).waitFor()

    // What was there before one came is no news.
    await bo.press('Chat')
    assert.equal(await bo.messages.getByText('joined').count(), 0)
  }),
)
