/// <reference lib="dom" />
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { waitFor } from '../../tools/harness/wait-for.ts'
import { parseMetrics } from '../../tools/harness/metrics-watch.ts'
import { SAMPLE_CHECK } from '../kit/sample-check.ts'
import { startServer } from '../kit/server.ts'
import { findBarriers } from './kit/axe.ts'
import { launchBrowser } from './kit/browser.ts'
import { Participant } from './kit/participant.ts'

const HOSTILE_NAME = '<img src=x onerror=alert`1`>'

test('an operator signs in, sees whose line is how, closes a room, and sees nothing after signing out', async (t) => {
  const server = await startServer(t)
  const bob = await server.join('demo', HOSTILE_NAME)
  await bob.publishCamera()
  await bob.publishMicrophone({ level: -20 })
  const browser = await launchBrowser('silent')
  t.after(() => browser.close())
  const ada = await Participant.open(browser)
  await ada.page.goto(`${server.url}/r/demo`)
  await ada.join('Ada')

  const context = await browser.newContext({
    locale: 'en-US',
    colorScheme: 'dark',
    viewport: { width: 390, height: 844 },
  })
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('console', (message) => void complaints.push(message.text()))
  page.on('pageerror', (error) => void complaints.push(error.message))
  page.on('dialog', (dialog) => void complaints.push(dialog.message()))
  const addresses: string[] = []
  page.on('request', (request) => void addresses.push(request.url()))

  await page.goto(`${server.url}/admin`)
  await page.getByLabel('Token').waitFor()
  assert.deepEqual(await findBarriers(page), [])
  await page.getByLabel('Token').fill('pla_wrong')
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await page.getByRole('alert').getByText('admin-token').waitFor()
  assert.ok(complaints.splice(0).every((text) => text.includes('401')))
  const token = server.adminToken ?? ''
  await page.getByLabel('Token').fill(token)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()

  const rooms = page.locator('#rooms')
  await rooms.getByRole('row', { name: /demo People 2/ }).waitFor()
  await rooms.getByRole('button', { name: 'Show' }).click()
  const people = page.locator('#people')
  await people.getByText(HOSTILE_NAME).waitFor()
  const adas = people.getByRole('row', { name: /^Ada/ })
  await adas.getByText(/1 video/).waitFor()
  await adas.getByText('UDP').waitFor()
  await adas
    .getByText(/bit\/s · .*\d ms/)
    .first()
    .waitFor()
  await adas.getByText('fine').waitFor()
  // Opening the page measured them; the metrics have seen the round trip of a real browser.
  const samples = parseMetrics(await (await fetch(`${server.url}/metrics`)).text())
  assert.ok((samples.find(({ name }) => name === 'plenary_line_round_trip_seconds_count')?.value ?? 0) > 0)
  const guest = await server.connect()
  await guest.request('check:open', { path: 'any' })
  const { code } = await guest.request('check:report', { result: SAMPLE_CHECK })
  await page.locator('#checks').getByText('everything works').waitFor()
  await page.getByLabel('Support code').fill(code.toLowerCase())
  await page.locator('#find-check').getByRole('button', { name: 'Show' }).click()
  await page
    .locator('#check')
    .getByText(`${SAMPLE_CHECK.browser.name} ${SAMPLE_CHECK.browser.version}, ${SAMPLE_CHECK.browser.system}`)
    .waitFor()
  await page.getByText('End of the log').click()
  await page.locator('#lines').getByText('an operator signed in').waitFor()
  assert.deepEqual(await findBarriers(page), [])
  assert.equal(await page.evaluate('document.cookie + localStorage.length + sessionStorage.length'), '00')
  assert.equal(await page.evaluate('document.querySelectorAll("#people img").length'), 0)
  const width = await page.evaluate('document.documentElement.scrollWidth')
  assert.ok(Number(width) <= 390, `the page is ${String(width)} px wide on a phone`)

  await people.getByRole('row', { name: /^<img/ }).getByRole('button', { name: 'Remove…' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Remove…' }).click()
  await waitFor(() => (bob.ended?.code === 'removed' ? undefined : 'Bob is still there'))
  await rooms.getByRole('button', { name: 'Close…' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Close…' }).click()
  await page.getByText('Nobody is in a room.').waitFor()

  await page.getByRole('button', { name: 'Sign out' }).click()
  await page.getByLabel('Token').waitFor()
  assert.equal(await page.locator('#lines li, #people tbody tr, #facts li, #checks li, #check dd').count(), 0)
  assert.deepEqual(complaints, [])
  assert.ok(addresses.every((address) => address.startsWith(server.url) && !address.includes('pla_')))
})

test('an operator looks at the Admin UI of Socket.IO, which loads nothing from elsewhere and tells nobody else', async (t) => {
  const server = await startServer(t, { admin: { socketIo: true } })
  await server.join('demo', 'Ada')
  const browser = await launchBrowser('deviceless')
  t.after(() => browser.close())
  const page = await (await browser.newContext({ locale: 'en-US' })).newPage()
  const complaints: string[] = []
  page.on('console', (message) => void complaints.push(message.text()))
  page.on('pageerror', (error) => void complaints.push(error.message))
  const addresses: string[] = []
  page.on('request', (request) => void addresses.push(request.url()))
  await page.goto(`${server.url}/admin/socket.io/`)
  assert.equal(new URL(page.url()).pathname, '/admin', 'a stranger is sent to sign in')
  await page.getByLabel('Token').fill(server.adminToken ?? '')
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await page.getByRole('link', { name: 'Socket.IO' }).click()
  await waitFor(async () => {
    const text = await page.locator('body').innerText()
    return /^Clients$/m.test(text) ? undefined : `no figures: ${text.slice(0, 500)} ${complaints.join(' ')}`
  })
  await page.getByText('Read-only').or(page.getByText('production')).first().waitFor({ state: 'attached' })
  await waitFor(async () => {
    const text = await page.locator('main').innerText()
    return /\b2\b/.test(text) ? undefined : `it shows no clients: ${text.slice(0, 300)}`
  })
  assert.deepEqual(complaints, [])
  const origins = new Set(addresses.map((address) => new URL(address).origin))
  assert.deepEqual([...origins], [server.url])
  assert.equal(await page.evaluate('document.fonts.check(\'24px "Material Design Icons"\')'), true)
})

test('an operator reads Korean, blocks an address and lets it in again', async (t) => {
  const server = await startServer(t)
  const browser = await launchBrowser('deviceless')
  t.after(() => browser.close())
  const page = await (await browser.newContext({ locale: 'ko-KR' })).newPage()
  await page.goto(`${server.url}/admin`)
  await page.getByLabel('토큰').fill(server.adminToken ?? '')
  await page.getByRole('button', { name: '로그인', exact: true }).click()
  await page.getByText('회의실에 아무도 없습니다.').waitFor()
  assert.equal(await page.locator('html').getAttribute('lang'), 'ko')
  await page.getByLabel('주소', { exact: true }).fill('127.0.0.1')
  await page.getByRole('button', { name: '차단', exact: true }).click()
  await page.getByRole('alert').getByText('자신의 주소').waitFor()
  await page.getByLabel('주소', { exact: true }).fill('203.0.113.7')
  await page.getByRole('button', { name: '차단', exact: true }).click()
  await page
    .locator('#blocks')
    .getByText(/203\.0\.113\.7/)
    .waitFor()
  assert.deepEqual(await findBarriers(page), [])
  await page.getByRole('button', { name: '허용' }).click()
  await waitFor(async () =>
    (await page.locator('#blocks li').count()) === 0 ? undefined : 'it is still blocked',
  )
})
