import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { DataConsumerOptions } from '../../protocol/index.ts'
import { toLibraryDataConsumer } from './wire.ts'

test('a data consumer keeps what the library needs and nothing else', () => {
  const described = {
    id: 'd1',
    dataProducerId: 'p1',
    label: 'chat',
    protocol: '',
    sctpStreamParameters: { streamId: 3, ordered: true },
    surplus: 'of a newer server',
  } as DataConsumerOptions
  assert.deepEqual(toLibraryDataConsumer(described), {
    id: 'd1',
    dataProducerId: 'p1',
    label: 'chat',
    protocol: '',
    sctpStreamParameters: { streamId: 3, ordered: true },
  })
})
