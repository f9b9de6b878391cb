/** Where a rehearsal takes place. */
export interface Site {
  readonly kind: 'laboratory' | 'loopback'
  /** Address of the server. */
  readonly serverAddress: string
  /** Address under which the machines of the site reach this process. */
  readonly hostAddress: string
  /** A command as it has to be started so that it runs on one of the machines. */
  inside(place: 'server' | 'ada' | 'bob', command: string, ...args: string[]): [string, ...string[]]
  close(): Promise<void>
}

/** This machine alone, without a network that could be broken. Needs no rights. */
export class Loopback implements Site {
  readonly kind = 'loopback'
  readonly serverAddress = '127.0.0.1'
  readonly hostAddress = '127.0.0.1'

  inside(_place: string, command: string, ...args: string[]): [string, ...string[]] {
    return [command, ...args]
  }

  async close(): Promise<void> {
    // There is nothing to take down.
  }
}
