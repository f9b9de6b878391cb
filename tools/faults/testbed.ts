/** The machines and the network in which a rehearsal runs. */
export interface Testbed {
  readonly kind: 'namespaces' | 'loopback'
  /** Address of the server. */
  readonly serverAddress: string
  /** Address under which its machines reach this process. */
  readonly hostAddress: string
  /** A command as it has to be started so that it runs on one of the machines. */
  commandOn(machine: 'server' | 'ada' | 'bob', command: string, ...args: string[]): [string, ...string[]]
  close(): Promise<void>
}

/** This machine and its loopback address alone: no link can be broken. Needs no rights. */
export class LoopbackTestbed implements Testbed {
  readonly kind = 'loopback'
  readonly serverAddress = '127.0.0.1'
  readonly hostAddress = '127.0.0.1'

  commandOn(_machine: string, command: string, ...args: string[]): [string, ...string[]] {
    return [command, ...args]
  }

  async close(): Promise<void> {
    // There is nothing to take down.
  }
}
