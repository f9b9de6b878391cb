import type { Socket } from 'node:net'

/**
 * Reads and writes one JSON value a line.
 *
 * @param received - gets every value that comes
 * @returns a function that sends one
 */
export function overJsonLines(socket: Socket, received: (value: unknown) => void): (value: unknown) => void {
  let rest = ''
  socket.setNoDelay(true)
  socket.setEncoding('utf8')
  socket.on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) received(JSON.parse(line))
  })
  // An error is followed by `close`, to which those who wait for an answer listen.
  socket.on('error', () => undefined)
  return (value) => socket.write(`${JSON.stringify(value)}\n`)
}
