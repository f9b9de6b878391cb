import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { codeOf, startApi } from './test-api.ts'

const PATH = '/webhooks/deliveries'

it('programs list, read and replay what receivers of webhooks were sent', async (t) => {
  const { call, webhookStore } = await startApi(t)
  for (const position of [1, 2, 3]) {
    const id = `msg_0000000${position}`
    const body = `{"type":"roomOpened","data":{"number":${position}}}`
    const event = { position, id, room: 'red', number: position, type: 'roomOpened', at: 1000, body }
    webhookStore.announce({ event, receivers: ['board'], open: true })
    const [delivery] = webhookStore.find(id)
    assert.ok(delivery)
    webhookStore.changeDelivery(position, 'board', { ...delivery, state: 'failed', attempts: 3, status: 500 })
  }
  const first = await call(`${PATH}?limit=2&state=failed`)
  const ids = (json: unknown) => (json as { deliveries: { id: string }[] }).deliveries.map(({ id }) => id)
  assert.deepEqual(ids(first.json), ['msg_00000003', 'msg_00000002'])
  const second = await call(`${PATH}?limit=2&cursor=${String(first.json?.nextCursor)}`)
  assert.deepEqual([ids(second.json), second.json?.nextCursor], [['msg_00000001'], null])
  const read = await call(`${PATH}/msg_00000002`)
  assert.deepEqual(read.json?.message, { type: 'roomOpened', data: { number: 2 } })
  const replay = await call(`${PATH}/msg_00000002/replay`, { method: 'POST', body: { receiver: 'board' } })
  assert.deepEqual([replay.status, replay.json], [200, { receivers: ['board'] }])
  assert.deepEqual(ids((await call(`${PATH}?state=waiting`)).json), ['msg_00000002'])
  const unknown = await call(`${PATH}/msg_99999999/replay`, { method: 'POST', body: {} })
  assert.deepEqual([unknown.status, codeOf(unknown)], [404, 'not_found'])
  for (const query of ['limit=0', 'limit=101', 'state=lost', 'other=1'])
    assert.equal((await call(`${PATH}?${query}`)).status, 400, query)
})

describe('The page of deliveries', () => {
  const FILES = ['/webhooks', '/webhooks/page.mjs', '/webhooks/page.css']

  it('runs nothing but its own file, and can be put into no frame', async (t) => {
    const { call } = await startApi(t)
    const page = await call('/webhooks', { key: null })
    assert.equal(page.status, 200)
    assert.match(page.headers.get('content-type') ?? '', /^text\/html/)
    // Neither code, styles nor addresses in the page itself, so that its policy needs no exception.
    assert.ok(!/\son\w+=|style=|<style|javascript:|<script(?![^>]*src=)|https?:\/\//i.test(page.text))
    for (const path of FILES) {
      const { headers } = await call(path, { key: null })
      const policy = headers.get('content-security-policy') ?? ''
      assert.match(policy, /default-src 'none'/)
      assert.match(policy, /frame-ancestors 'none'/)
      assert.ok(!policy.includes('unsafe') && !/https?:|\*/.test(policy), policy)
      assert.deepEqual(
        [headers.get('cache-control'), headers.get('referrer-policy'), headers.get('x-frame-options')],
        ['no-store', 'no-referrer', 'DENY'],
      )
    }
  })

  it('keeps the key for its tab alone, and puts nothing into the page as HTML', async (t) => {
    const { call } = await startApi(t)
    const { text } = await call('/webhooks/page.mjs', { key: null })
    assert.ok(
      !/localStorage|cookie|indexedDB|innerHTML|outerHTML|insertAdjacent|document\.write|eval\(/.test(text),
    )
    assert.ok(!/location|[?&]key=/.test(text), 'and never into an address')
  })

  it('has every text in both languages, and asks for none that it lacks', async (t) => {
    const { call } = await startApi(t)
    const [page, script] = await Promise.all(FILES.slice(0, 2).map((path) => call(path, { key: null })))
    const block = (name: string) =>
      new RegExp(`\\n  ${name}: \\{\\n([^]*?)\\n  \\},`).exec(script?.text ?? '')?.[1]
    const names = (text = '') => [...text.matchAll(/^ {4}(\w+):/gm)].map(([, name]) => name)
    const english = names(block('en'))
    assert.ok(english.length > 20)
    assert.deepEqual(names(block('ko')), english)
    const used = [...(page?.text.matchAll(/data-text="(\w+)"/g) ?? [])].map(([, name]) => name)
    assert.ok(used.length > 10)
    for (const name of used) assert.ok(english.includes(name), name)
  })

  it('is as unknown as the API without a key on the server, and takes GET alone', async (t) => {
    const { call } = await startApi(t)
    const closed = await startApi(t, { withoutKeys: true })
    for (const path of FILES) {
      assert.equal((await closed.call(path)).status, 404, path)
      const posted = await call(path, { method: 'POST', body: {} })
      assert.deepEqual([posted.status, posted.headers.get('allow')], [405, 'GET, HEAD'])
    }
  })
})
