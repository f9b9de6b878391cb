import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const NEWLINE = 0x0a
// An IPv6 address with a zone, and a port.
const INTRODUCTION_MAX = 100
const INTRODUCTION = /^([\da-f.:%\w]+) (\d{1,5})$/i

/** The line in front of a decrypted connection: the address and the port of its guest. */
export function introduction({
  remoteAddress = '',
  remotePort = 0,
}: Pick<Socket, 'remoteAddress' | 'remotePort'>): Buffer {
  return Buffer.from(`${remoteAddress} ${remotePort}\n`)
}

/**
 * Takes connections whose TLS was ended by the relay process, over a socket in a folder that only this user may
 * enter, and makes them what they are: encrypted, and of the guest whom the relay saw.
 */
export class InnerDoor {
  /** Path of the socket. */
  readonly path: string
  readonly #folder: string
  readonly #server: Server

  private constructor(folder: string, deliver: (socket: Socket) => void) {
    this.#folder = folder
    this.path = join(folder, 'pages')
    this.#server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) =>
      introduce(socket, deliver),
    )
  }

  /**
   * Opens it.
   *
   * @param deliver - takes each connection, as a TLS server would have made it
   * @throws {NodeJS.ErrnoException} when there can be no socket
   */
  static async open(deliver: (socket: Socket) => void): Promise<InnerDoor> {
    // `mkdtemp` makes a folder of mode 0700.
    const door = new InnerDoor(mkdtempSync(join(tmpdir(), 'plenary-')), deliver)
    door.#server.listen(door.path)
    await once(door.#server, 'listening')
    return door
  }

  /** Takes no more, and removes the socket. */
  close(): void {
    this.#server.close()
    rmSync(this.#folder, { recursive: true, force: true })
  }
}

function introduce(socket: Socket, deliver: (socket: Socket) => void): void {
  let bytes: Buffer = Buffer.alloc(0)
  const cut = (): void => void socket.destroy()
  const read = (chunk: Buffer): void => {
    bytes = Buffer.concat([bytes, chunk])
    const end = bytes.indexOf(NEWLINE)
    if (end === -1 && bytes.length < INTRODUCTION_MAX) return
    socket.off('data', read).off('error', cut).off('end', cut)
    const [, address, port] = INTRODUCTION.exec(bytes.subarray(0, end).toString('latin1')) ?? []
    if (address === undefined) {
      cut()
      return
    }
    Object.defineProperties(socket, {
      remoteAddress: { value: address },
      remotePort: { value: Number(port) },
      encrypted: { value: true },
    })
    socket.pause()
    socket.unshift(bytes.subarray(end + 1))
    deliver(socket)
    socket.resume()
  }
  socket.on('data', read).on('error', cut).on('end', cut)
}
