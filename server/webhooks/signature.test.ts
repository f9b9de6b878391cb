import assert from 'node:assert/strict'
import { it } from 'node:test'
import { secretKey, signatureHeaders } from './signature.ts'

it('signs as the example of Standard Webhooks does', () => {
  const key = secretKey('whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw')
  const message = { id: 'msg_p5jXN8AQM9LWM0D4loKWxJek', body: '{"test": 2432232314}' }
  const headers = signatureHeaders([key], message, 1_614_265_330_999)
  assert.equal(headers['webhook-timestamp'], '1614265330')
  assert.equal(headers['webhook-signature'], 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=')
})

it('signs with the former secret as well while one is changed', () => {
  const message = { id: 'msg_1', body: '{}' }
  const [now, before] = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)]
  const both = signatureHeaders([now, before], message, 0)['webhook-signature'].split(' ')
  assert.deepEqual(both, [
    signatureHeaders([now], message, 0)['webhook-signature'],
    signatureHeaders([before], message, 0)['webhook-signature'],
  ])
})
