import assert from 'node:assert/strict'
import { it } from 'node:test'
import type { CheckPath, TransportOptions } from '../../../protocol/index.ts'
import { candidatesOf, offeredPaths } from './candidate-paths.ts'

const MEDIA_PORT = 40_000

function candidate(protocol: 'udp' | 'tcp', port: number): TransportOptions['iceCandidates'][number] {
  return { foundation: 'f', priority: 1, address: '192.0.2.1', ip: '192.0.2.1', protocol, port, type: 'host' }
}

const ALL = [candidate('udp', MEDIA_PORT), candidate('tcp', MEDIA_PORT), candidate('tcp', 443)]

it('names each way to the server once, and hands out the candidates of one of them', () => {
  const of = (path: CheckPath) => candidatesOf(ALL, path, MEDIA_PORT)
  assert.deepEqual(offeredPaths([...ALL, ...ALL], MEDIA_PORT), ['udp', 'tcp', 'pages-port'])
  assert.deepEqual(offeredPaths([], MEDIA_PORT), [])
  assert.deepEqual(of('udp'), [ALL[0]])
  assert.deepEqual(of('tcp'), [ALL[1]])
  assert.deepEqual(of('pages-port'), [ALL[2]])
  assert.deepEqual(of('any'), ALL)
  assert.deepEqual(of('relay'), ALL)
})
