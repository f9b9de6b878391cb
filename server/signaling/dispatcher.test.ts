import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Ack, ErrorCode } from '../../protocol/index.ts'
import { createSilentLogger } from '../observability/logger.ts'
import { Dispatcher } from './dispatcher.ts'
import type { HandlerContext, HandlerTable } from './handler.ts'
import type { RequestObserver } from './request-observer.ts'

type Ended = Parameters<RequestObserver['requestEnded']>

/** A dispatcher with one handler that can be held up, and what its observer saw. */
function createDispatcher({ burst = 10, until = Promise.resolve() } = {}) {
  const ended: Ended[] = []
  const dispatcher = new Dispatcher({
    handlers: { ping: async () => await until.then(() => ({})) } as Partial<HandlerTable> as HandlerTable,
    context: { session: { open: true } } as unknown as HandlerContext,
    observer: {
      requestEnded: (...event) => void ended.push(event),
      connectionRefused: () => assert.fail('no connection was refused'),
      connectionEnded: () => assert.fail('no connection was ended'),
    },
    logger: createSilentLogger(),
    turn: () => undefined,
    rate: { perSecond: 1, burst },
  })
  const request = async (name: string, params: unknown = {}): Promise<ErrorCode | 'ok'> => {
    const ack = await new Promise<Ack<unknown>>((resolve) => dispatcher.receive(name, [params, resolve]))
    return ack.ok ? 'ok' : ack.error.code
  }
  return { request, ended }
}

describe('the observer of requests', () => {
  it('is told the outcome of each, after the answer', async () => {
    const { request, ended } = createDispatcher()
    assert.equal(await request('ping'), 'ok')
    assert.equal(await request('ping', { extra: 1 }), 'bad_request')
    assert.equal(await request('no:such-thing'), 'unknown_request')
    assert.deepEqual(
      ended.map(([name, , code, reply]) => [name, code, reply]),
      [
        ['ping', 'ok', {}],
        ['ping', 'bad_request', undefined],
        ['unknown', 'unknown_request', undefined],
      ],
    )
  })

  it('is told the time from arrival on, that of waiting for earlier requests included', async (t) => {
    let now = 0
    t.mock.method(performance, 'now', () => now)
    const held = Promise.withResolvers<void>()
    const { request, ended } = createDispatcher({ until: held.promise })
    const first = request('ping')
    now = 1000
    const second = request('ping')
    now = 3000
    held.resolve()
    await Promise.all([first, second])
    assert.deepEqual(
      ended.map(([, seconds]) => seconds),
      [3, 2],
    )
  })

  it('is told of requests that came too fast', async () => {
    const { request, ended } = createDispatcher({ burst: 1 })
    await request('ping')
    assert.equal(await request('ping'), 'rate_limited')
    assert.deepEqual(ended[1]?.slice(0, 1).concat(ended[1]?.slice(2)), ['ping', 'rate_limited'])
  })
})
