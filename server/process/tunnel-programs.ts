import type { Config } from '../config/schema.ts'

/** Names of the programs that `--tunnel` runs. */
export type TunnelName = Exclude<Config['listen']['tunnel'], 'none'>

/** A program that makes the pages of this server reachable from elsewhere. */
export interface TunnelProgram {
  /** Its arguments, for a server on a port of the loopback interface. */
  args(port: number): readonly string[]
  /**
   * The address in its output. What follows the host must have come as well: output arrives in pieces, and
   * `https://a.ts` may be the beginning of something else.
   */
  readonly url: RegExp
  /**
   * Whether what is before it adds the address of each guest to `X-Forwarded-For`. Where it may not, a guest
   * could invent one.
   */
  readonly tellsAddresses: boolean
  /** What to do when it is not installed. */
  readonly install: string
  /** What to do when it gives no address. */
  readonly help: string
}

/** What each of them is started with, and says. */
export const TUNNEL_PROGRAMS: Readonly<Record<TunnelName, TunnelProgram>> = {
  cloudflared: {
    args: (port) => ['tunnel', '--no-autoupdate', '--url', `http://127.0.0.1:${port}`],
    url: /https:\/\/(?!api\.)[a-z\d-]+\.trycloudflare\.com(?=[^\w.-])/,
    tellsAddresses: true,
    install:
      'https://developers.cloudflare.com/cloudflare-one/connections/connect-networks/downloads/ has packages',
    help: 'Try it by itself: cloudflared tunnel --url http://127.0.0.1:3000',
  },
  tailscale: {
    args: (port) => ['funnel', String(port)],
    url: /https:\/\/[a-z\d-]+(?:\.[a-z\d-]+)*\.ts\.net(?=[^\w.-])/,
    tellsAddresses: true,
    install: 'https://tailscale.com/download has packages; then: tailscale up',
    help: 'Sign in with "tailscale up", and allow Funnel at the address that "tailscale funnel 3000" names',
  },
  ssh: {
    args: (port) => [
      ...['-T', '-o', 'BatchMode=yes', '-o', 'ExitOnForwardFailure=yes', '-o', 'ServerAliveInterval=15'],
      ...['-R', `80:127.0.0.1:${port}`, 'nokey@localhost.run'],
    ],
    url: /https:\/\/[a-z\d-]+\.lhr\.(?:life|rocks|pro)(?=[^\w.-])/,
    tellsAddresses: false,
    install: 'apt-get install openssh-client',
    help: 'Run "ssh nokey@localhost.run" once by hand and compare its key with https://localhost.run/docs/',
  },
}
