import assert from 'node:assert/strict'
import { test } from 'node:test'
import { refuse, startReceiver, take, TEST_SECRET } from '../../server/webhooks/test-receiver.ts'
import { waitFor } from '../../tools/harness/wait-for.ts'
import { startWithApi } from '../kit/programs.ts'
import { launchBrowser } from './kit/browser.ts'

test('an operator sees what a receiver did not take, reads it and sends it again, with a key that stays in the tab', async (t) => {
  const receiver = await startReceiver(t)
  receiver.answer = refuse(410)
  const receivers = [{ url: receiver.url, secret: TEST_SECRET, name: 'board' }]
  const { server, key } = await startWithApi(t, { webhooks: { allowPrivate: true, receivers } })
  await server.join('demo', '<img src=x onerror=alert`1`>')
  await waitFor(() => (receiver.received.length > 1 ? undefined : 'nothing was tried'))
  const browser = await launchBrowser('deviceless')
  t.after(() => browser.close())
  const page = await browser.newPage({ locale: 'en-US' })
  const complaints: string[] = []
  page.on('console', (message) => void complaints.push(message.text()))
  page.on('pageerror', (error) => void complaints.push(error.message))
  page.on('dialog', (dialog) => void complaints.push(dialog.message()))
  const addresses: string[] = []
  page.on('request', (request) => void addresses.push(request.url()))

  await page.goto(`${server.url}/api/v1/webhooks`)
  await page.getByLabel('API key').fill('plk_wrong')
  await page.getByRole('button', { name: 'Use this key' }).click()
  await page.getByRole('status').getByText(/key/i).waitFor()
  // The browser itself tells its console of the refusal.
  assert.ok(complaints.splice(0).every((text) => text.includes('401')))
  await page.getByLabel('API key').fill(key)
  await page.getByRole('button', { name: 'Use this key' }).click()
  await page.getByLabel('State').selectOption('failed')
  await page.getByRole('button', { name: 'Show', exact: true }).click()
  const row = page.getByRole('row').filter({ hasText: 'participantJoined' })
  await row.getByText('410').waitFor()
  await row.getByRole('button', { name: 'Read' }).click()
  await page.locator('pre').getByText('<img src=x onerror=alert`1`>').waitFor()

  const before = receiver.received.length
  receiver.answer = take
  await row.getByRole('button', { name: 'Send again' }).click()
  await page.getByText('It is sent again.').waitFor()
  await waitFor(() => (receiver.received.length > before ? undefined : 'it is not sent again'))

  await page.reload()
  await page.getByRole('button', { name: 'Forget the key' }).waitFor()
  const other = await browser.newPage()
  await other.goto(page.url())
  await other.getByLabel(/API/).waitFor()
  await page.getByRole('button', { name: 'Forget the key' }).click()
  await page.getByLabel('API key').waitFor()
  assert.equal(await page.evaluate('sessionStorage.length + localStorage.length'), 0)
  assert.equal(await page.locator('pre').textContent(), '')
  assert.deepEqual(complaints, [])
  assert.ok(addresses.every((address) => !address.includes('plk_') && address.startsWith(server.url)))
})
