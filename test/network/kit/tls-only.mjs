// A network that lets TLS through and nothing else: node tls-only.mjs <address to listen on> <address of the server>
import { connect, createServer } from 'node:net'

const TLS_HANDSHAKE = 0x16
const [, , here, server] = process.argv

createServer((guest) => {
  guest.on('error', () => undefined)
  guest.once('data', (first) => {
    guest.pause()
    if (first[0] !== TLS_HANDSHAKE) {
      guest.destroy()
      return
    }
    const inside = connect(443, server)
    inside.on('error', () => guest.destroy())
    guest.on('close', () => inside.destroy())
    inside.write(first)
    guest.pipe(inside).pipe(guest)
  })
}).listen(443, here, () => process.stdout.write('listening\n'))
