import type { Config } from '../config/schema.ts'

/**
 * Says in one sentence why the server could not start and what to type instead.
 * Errors of our own carry such a sentence already.
 *
 * @param error - what `createApp` threw
 * @param listen - `listen` of the settings
 */
export function describeStartError(error: unknown, { host, port }: Config['listen']): string {
  const { code, syscall, message } = error as NodeJS.ErrnoException
  if (syscall !== 'listen' && syscall !== 'bind' && syscall !== 'getaddrinfo') {
    return `Plenary cannot start: ${message ?? String(error)}`
  }
  switch (code) {
    case 'EADDRINUSE':
      return `Another program uses port ${port} on ${host}. Choose another one: npm start -- --port ${otherPort(port)}`
    case 'EACCES':
      return (
        `This user may not open port ${port}. Allow it: sudo sysctl net.ipv4.ip_unprivileged_port_start=80 ` +
        `Or choose a port from 1024 on: npm start -- --port ${otherPort(port)}`
      )
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return `${host} is not an address of this machine. Listen on all addresses: npm start -- --host 0.0.0.0`
    case 'EAFNOSUPPORT':
      return `This machine has no IPv6. Listen on IPv4: npm start -- --host 0.0.0.0`
    default:
      return `Plenary cannot listen on ${host}, port ${port}: ${message}`
  }
}

function otherPort(port: number): number {
  if (port < 1024) return 3000
  return port < 65_535 ? port + 1 : 3000
}
