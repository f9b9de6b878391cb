import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { describe, it } from 'node:test'
import { askStun, StunError, type StunProblem } from './stun-query.ts'
import { bindingSuccess, startStunServer } from './test-stun.ts'

const PUBLIC = '203.0.113.7'
const LOCAL = { host: '127.0.0.1', family: 4 } as const

const failsWith = (problem: StunProblem) => (error: unknown) =>
  error instanceof StunError && error.problem === problem

describe('asking a STUN server', () => {
  it('finds the address from which this machine is seen', async (t) => {
    const { port, requests } = await startStunServer(t, ({ id }) => [bindingSuccess(id, PUBLIC)])
    assert.equal(await askStun({ ...LOCAL, port }), PUBLIC)
    assert.equal(await askStun({ ...LOCAL, host: 'localhost', port }), PUBLIC)
    const [first, second] = requests.map((packet) => packet.subarray(8).toString('hex'))
    assert.notEqual(first, second, 'each with an id of its own')
  })

  it('asks again when a packet was lost', async (t) => {
    const { port, requests } = await startStunServer(t, ({ id, number }) =>
      number < 2 ? [] : [bindingSuccess(id, PUBLIC)],
    )
    assert.equal(await askStun({ ...LOCAL, port }), PUBLIC)
    assert.equal(requests.length, 2)
    assert.deepEqual(requests[0], requests[1])
  })

  it('believes no answer to another request, and waits for its own', async (t) => {
    const { port } = await startStunServer(t, ({ id }) => [
      bindingSuccess(randomBytes(12), '203.0.113.66'),
      Buffer.from('not STUN at all'),
      bindingSuccess(id, PUBLIC),
    ])
    assert.equal(await askStun({ ...LOCAL, port }), PUBLIC)
  })

  it('believes nobody but the server', async (t) => {
    const stranger = createSocket('udp4')
    t.after(() => stranger.close())
    const asking = Promise.withResolvers<{ id: Buffer; port: number }>()
    const server = createSocket('udp4')
    t.after(() => server.close())
    server.once('message', (packet, { port }) => asking.resolve({ id: packet.subarray(8, 20), port }))
    server.bind(0, '127.0.0.1')
    await once(server, 'listening')
    const answer = askStun({ ...LOCAL, port: server.address().port })
    const { id, port } = await asking.promise
    // Even one who has read the id.
    await new Promise((sent) => stranger.send(bindingSuccess(id, '203.0.113.66'), port, '127.0.0.1', sent))
    server.send(bindingSuccess(id, PUBLIC), port, '127.0.0.1')
    assert.equal(await answer, PUBLIC)
  })

  it('refuses addresses that nobody outside can reach', async (t) => {
    for (const address of ['10.0.0.5', '127.0.0.1', '100.64.0.1', '224.0.0.1', '0.0.0.0']) {
      const { port } = await startStunServer(t, ({ id }) => [bindingSuccess(id, address)])
      await assert.rejects(askStun({ ...LOCAL, port }), failsWith('not_public'), address)
    }
  })

  it('gives up when nothing comes, nobody listens, or the name leads nowhere', async (t) => {
    const { port } = await startStunServer(t, () => [])
    await assert.rejects(askStun({ ...LOCAL, port, timeoutMs: 100 }), failsWith('silent'))
    const closed = createSocket('udp4').bind(0, '127.0.0.1')
    await once(closed, 'listening')
    const { port: nobody } = closed.address()
    await new Promise<void>((done) => closed.close(() => done()))
    await assert.rejects(askStun({ ...LOCAL, port: nobody }), failsWith('unreachable'))
    await assert.rejects(askStun({ ...LOCAL, host: 'nowhere.invalid', port }), failsWith('unresolvable'))
    await assert.rejects(askStun({ ...LOCAL, family: 6, port }), failsWith('unresolvable'), 'another family')
  })
})
