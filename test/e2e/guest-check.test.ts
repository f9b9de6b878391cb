/// <reference lib="dom" />
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readCheckCode } from '../../protocol/index.ts'
import { waitFor } from '../../tools/harness/wait-for.ts'
import { findBarriers } from './kit/axe.ts'
import type { Participant } from './kit/participant.ts'
import { scenes } from './kit/scene.ts'

const scene = scenes()
const PATH = '/test'
// Half a minute of measuring, and what fails takes five seconds each.
const VERDICT_MS = 60_000

/** Run in the page: no packet of UDP gets through. */
function withoutUdp(): void {
  const blocked = /^a=candidate:\S+ \d+ udp .*\r\n/gim
  type SetRemote = (description: RTCSessionDescriptionInit) => Promise<void>
  const prototype = RTCPeerConnection.prototype as unknown as Record<'setRemoteDescription', SetRemote>
  const setRemote = prototype.setRemoteDescription
  prototype.setRemoteDescription = async function ({ type, sdp = '' }) {
    await setRemote.call(this, { type, sdp: sdp.replace(blocked, '') })
  }
}

async function start({ page }: Participant): Promise<void> {
  await page.getByRole('button', { name: 'Start', exact: true }).click()
}

async function verdictOf({ page }: Participant): Promise<string> {
  return await waitFor(
    'the verdict',
    async () => {
      const heading = page.getByRole('status').getByRole('heading')
      return (await heading.count()) > 0
        ? { text: await heading.innerText() }
        : page.getByRole('status').innerText()
    },
    { timeoutMs: VERDICT_MS },
  ).then(({ text }) => text)
}

/** The results of a section: what is said of each. */
async function rows({ page }: Participant, section: string): Promise<Record<string, string>> {
  const items = page.getByRole('region', { name: section, exact: true }).getByRole('listitem')
  const texts = await items.evaluateAll((elements) =>
    elements.map((one) =>
      [...one.querySelectorAll('span.check-name, span.check-value')].map((span) => span.textContent),
    ),
  )
  return Object.fromEntries(texts.map(([name, value]) => [name ?? '', value ?? '']))
}

test(
  'with devices and a good line everything works, and a code names the result',
  scene(async ({ open }) => {
    const ada = await open({ browser: 'speaking', path: PATH })
    assert.deepEqual(await findBarriers(ada.page), [], 'barriers before the start')
    await start(ada)
    await ada.page.getByRole('button', { name: 'Play a test sound' }).click()
    await ada.page.getByRole('button', { name: 'I heard it' }).click()
    assert.equal(await verdictOf(ada), 'Everything works')
    assert.deepEqual(await rows(ada, 'Ways to the server'), { UDP: 'Yes', TCP: 'Yes' })
    assert.deepEqual(await rows(ada, 'Camera and microphone'), { Camera: 'Works', Microphone: 'Works' })
    const line = await rows(ada, 'Connection')
    assert.match(line['Round trip'] ?? '', /^\d+ ms$/)
    assert.match(line['Lost on the way back'] ?? '', /^[\d.]+ %$/)
    assert.match(line['Pictures that came back'] ?? '', /^[1-9]\d* a second$/)
    assert.match(line['Sends'] ?? '', /Mbit/)
    assert.match(line['Receives at least'] ?? '', /Mbit/)
    const code = await ada.page.getByRole('group', { name: 'Support code' }).locator('code').innerText()
    assert.ok(readCheckCode(code), code)
    assert.deepEqual(await findBarriers(ada.page), [], 'barriers with all results')
    await ada.page.getByRole('button', { name: 'Record 4 seconds and listen' }).click()
    await ada.page.getByText('Playing what was recorded').waitFor()
    await ada.page.getByRole('button', { name: 'Record 4 seconds and listen' }).waitFor()
    await ada.page.getByRole('button', { name: 'I heard nothing' }).click()
    await ada.page.getByRole('heading', { name: 'You did not hear the test sound' }).waitFor()
  }),
)

test(
  'where UDP does not get through the verdict names TCP',
  scene(async ({ open }) => {
    const ada = await open({ browser: 'speaking', path: PATH, prepare: withoutUdp })
    await start(ada)
    assert.match(await verdictOf(ada), /^UDP does not get through; meetings work over TCP/)
    assert.deepEqual(await rows(ada, 'Ways to the server'), { UDP: 'No', TCP: 'Yes' })
  }),
)

test(
  'without permission the verdict says so, and the line is measured all the same',
  scene(async ({ open }) => {
    const ada = await open({ browser: 'denied', path: PATH, context: { colorScheme: 'dark' } })
    await start(ada)
    assert.equal(await verdictOf(ada), 'This page may not use your camera or microphone')
    assert.deepEqual(await rows(ada, 'Ways to the server'), { UDP: 'Yes', TCP: 'Yes' })
    assert.deepEqual(await findBarriers(ada.page), [], 'barriers in dark colours')
  }),
)
