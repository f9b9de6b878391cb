import type { Server } from 'node:http'
import type { Socket } from 'node:net'
import type { AddressAccounts } from '../limits/address-accounts.ts'
import type { RefusalLog } from '../observability/refusal-log.ts'
import { DescriptorGuard } from './descriptor-guard.ts'

/** What TCP connections are charged to. */
export interface ConnectionGuardOptions {
  accounts: AddressAccounts
  /** Whether an address is a proxy, which speaks for many people. */
  isProxy: (address: string) => boolean
  refusals: RefusalLog
  descriptors?: DescriptorGuard
}

/**
 * Charges every TCP connection to its address before a byte of it is read, TLS included, and
 * cuts those that an address, or the process, has no room for.
 */
export function guardConnections(server: Server, options: ConnectionGuardOptions): void {
  const { accounts, isProxy, refusals } = options
  const descriptors = options.descriptors ?? new DescriptorGuard(refusals)
  server.prependListener('connection', (socket: Socket) => {
    if (!descriptors.admits()) {
      socket.destroy()
      return
    }
    const address = socket.remoteAddress ?? ''
    if (isProxy(address)) return
    const account = accounts.of(address)
    const isAffordable = account.take('connections', 1, performance.now())
    const release = isAffordable ? account.hold('tcpConnections') : undefined
    if (release) {
      socket.once('close', release)
      return
    }
    socket.destroy()
    refusals.log('tcp', { address }, 'too many TCP connections of one address')
  })
}
