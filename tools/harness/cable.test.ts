import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect, createServer, type AddressInfo } from 'node:net'
import { it } from 'node:test'
import { layCable } from './cable.ts'

const LOOPBACK = { address: '127.0.0.1', port: 0 }

it('delays everything in both directions and keeps its order', async (t) => {
  const echo = createServer((socket) => socket.pipe(socket))
  echo.listen(0, '127.0.0.1')
  await once(echo, 'listening')
  t.after(() => echo.close())
  const cable = await layCable(
    LOOPBACK,
    { ...LOOPBACK, port: (echo.address() as AddressInfo).port },
    { delayMs: 30 },
  )
  t.after(() => cable.close())
  const socket = connect(cable.port, '127.0.0.1')
  t.after(() => socket.destroy())
  await once(socket, 'connect')

  const sentAt = performance.now()
  let received = ''
  const done = new Promise<void>((resolve) => {
    socket.on('data', (chunk: Buffer) => {
      received += chunk.toString()
      if (received.length >= 26) resolve()
    })
  })
  for (const letter of 'abcdefghijklmnopqrstuvwxyz') socket.write(letter)
  await done
  assert.equal(received, 'abcdefghijklmnopqrstuvwxyz')
  // Timers may fire a millisecond early; how late they fire is not asserted.
  assert.ok(performance.now() - sentAt >= 58)

  const closed = once(socket, 'close')
  socket.end()
  await closed
})

it('ends a connection whose server is gone', async (t) => {
  const cable = await layCable(LOOPBACK, { ...LOOPBACK, port: 1 }, { delayMs: 1 })
  t.after(() => cable.close())
  const socket = connect(cable.port, '127.0.0.1')
  await once(socket, 'close')
})
