import assert from 'node:assert/strict'
import { test } from 'node:test'
import { waitFor, steadily } from '../../../tools/harness/wait-for.ts'
import type { Participant } from '../kit/participant.ts'
import { scenes } from '../kit/scene.ts'

const scene = scenes()

async function openChat(...people: Participant[]): Promise<void> {
  for (const person of people) {
    await person.press('Chat')
    await person.messages.waitFor()
  }
}

/** Waits until the log holds exactly these of the given texts, in this order. */
async function reads(person: Participant, texts: readonly string[]): Promise<void> {
  await waitFor(`${person.name} reads ${texts.join(' | ')}`, async () => {
    const log = (await person.messages.textContent()) ?? ''
    const places = texts.map((text) => log.indexOf(text))
    const missing = texts.filter((_, index) => places[index] === -1)
    if (missing.length > 0) return `${missing.join(', ')} is missing in: ${log}`
    return places.every((place, index) => index === 0 || place > (places[index - 1] ?? 0)) || log
  })
  for (const text of texts) {
    assert.equal(await person.messages.getByText(text, { exact: true }).count(), 1, `${text} stands once`)
  }
}

test(
  'messages reach everybody in one order, and late comers read what was said',
  scene(async ({ join }) => {
    const [ada, bo] = await Promise.all([join('Ada', { cameraOff: true }), join('Bo', { cameraOff: true })])
    await openChat(ada, bo)
    await ada.say('first from Ada')
    await reads(bo, ['first from Ada'])
    await bo.say('second from Bo')
    await reads(ada, ['first from Ada', 'second from Bo'])
    await Promise.all([
      ada.say('third of a race').then(() => ada.say('fourth of a race')),
      bo.say('fifth of a race').then(() => bo.say('sixth of a race')),
    ])
    const race = ['third of a race', 'fourth of a race', 'fifth of a race', 'sixth of a race']
    const order = async (person: Participant): Promise<string[]> => {
      const log = (await person.messages.textContent()) ?? ''
      return race.filter((text) => log.includes(text)).sort((a, b) => log.indexOf(a) - log.indexOf(b))
    }
    await waitFor('all four messages are with both', async () => {
      const [one, other] = [await order(ada), await order(bo)]
      return (one.length === 4 && other.length === 4) || `${one.join()} and ${other.join()}`
    })
    const order1 = await order(ada)
    assert.deepEqual(await order(bo), order1)

    const cy = await join('Cy', { cameraOff: true })
    await openChat(cy)
    await reads(cy, ['first from Ada', 'second from Bo', ...order1])
  }),
)

test(
  'a closed chat counts what is unread, and opening it clears the count',
  scene(async ({ join }) => {
    const [ada, bo] = await Promise.all([join('Ada', { cameraOff: true }), join('Bo', { cameraOff: true })])
    await openChat(ada)
    await ada.say('one')
    await ada.say('two')
    await bo.toolbar.getByRole('button', { name: 'Chat, 2 unread' }).click()
    await reads(bo, ['one', 'two'])
    await bo.toolbar.getByRole('button', { name: 'Chat', exact: true }).waitFor()
  }),
)

test(
  'a private message is read by its two ends and nobody else, now or later',
  scene(async ({ join }) => {
    const [ada, bo, cy] = await Promise.all([
      join('Ada', { cameraOff: true }),
      join('Bo', { cameraOff: true }),
      join('Cy', { cameraOff: true }),
    ])
    await openChat(ada, bo, cy)
    await ada.chat.getByRole('combobox', { name: 'To' }).selectOption({ label: 'Bo' })
    await ada.say('a secret for Bo')
    await reads(bo, ['a secret for Bo'])
    await reads(ada, ['a secret for Bo'])
    await ada.chat.getByRole('combobox', { name: 'To' }).selectOption({ label: 'Everyone' })
    await ada.say('for all')
    await reads(cy, ['for all'])
    await reads(bo, ['a secret for Bo', 'for all'])
    const late = await join('Dee', { cameraOff: true })
    await openChat(late)
    await reads(late, ['for all'])
    for (const person of [cy, late]) {
      assert.doesNotMatch(await person.page.content(), /secret/, `${person.name} must not get it`)
    }
  }),
)

test(
  'links work, and markup or script in a message or a name does nothing',
  scene(async ({ join }) => {
    const evil = '<img src=x onerror="window.pwned=1">'
    const [ada, bo] = await Promise.all([
      join(evil.slice(0, 40), { cameraOff: true }),
      join('Bo', { cameraOff: true }),
    ])
    await openChat(ada, bo)
    await ada.say('https://example.org/path?q=1')
    await ada.say('javascript:window.pwned=1')
    await ada.say(`${evil}<script>window.pwned=1</script>`)
    await ada.say('data:text/html,<script>window.pwned=1</script>')
    await reads(bo, ['https://example.org/path?q=1', 'javascript:window.pwned=1'])
    await bo.messages.getByText('<script>window.pwned=1</script>').first().waitFor()
    const link = bo.messages.getByRole('link', { name: /example\.org/ })
    assert.equal(await link.getAttribute('href'), 'https://example.org/path?q=1')
    assert.equal(await link.getAttribute('target'), '_blank')
    assert.match((await link.getAttribute('rel')) ?? '', /noopener/)
    assert.equal(await bo.messages.getByRole('link').count(), 1, 'nothing else became a link')
    await steadily(
      'no script ran',
      async () => (await bo.page.evaluate('window.pwned')) === undefined || 'a message became a program',
      { forMs: 500 },
    )
    assert.equal(await bo.messages.locator('img, script').count(), 0)
  }),
)

test(
  'a message of several lines keeps them; Enter sends, Shift and Enter breaks the line',
  scene(async ({ join }) => {
    const [ada, bo] = await Promise.all([join('Ada', { cameraOff: true }), join('Bo', { cameraOff: true })])
    await openChat(ada, bo)
    const field = ada.chat.getByRole('textbox', { name: 'Message' })
    await field.pressSequentially('line one')
    await field.press('Shift+Enter')
    await field.pressSequentially('line two')
    await field.press('Enter')
    const message = bo.messages.getByText('line one')
    // Messages are laid out once they are in sight; before that they have no lines.
    await waitFor('both lines are drawn', async () => {
      const text = await message.innerText()
      return /line one\nline two/.test(text) || JSON.stringify(text)
    })
    assert.equal(await field.inputValue(), '', 'the field is empty again')
  }),
)

test(
  'a message that is too long cannot be sent silently',
  scene(async ({ join }) => {
    const [ada, bo] = await Promise.all([join('Ada', { cameraOff: true }), join('Bo', { cameraOff: true })])
    await openChat(ada, bo)
    await ada.chat.getByRole('textbox', { name: 'Message' }).fill('x'.repeat(4001))
    await ada.chat.getByText('1 characters too many').waitFor()
    await ada.chat.getByRole('textbox', { name: 'Message' }).fill('short enough')
    await ada.chat.getByRole('button', { name: 'Send' }).click()
    await reads(bo, ['short enough'])
  }),
)

test(
  'a burst of messages arrives whole, in order, once',
  scene(async ({ join }) => {
    const [ada, bo] = await Promise.all([join('Ada', { cameraOff: true }), join('Bo', { cameraOff: true })])
    await openChat(ada, bo)
    const texts = Array.from({ length: 10 }, (_, index) => `message number ${index + 1}!`)
    for (const text of texts) await ada.say(text)
    await reads(bo, texts)
    await reads(ada, texts)
  }),
)
