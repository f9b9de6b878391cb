import { OTHER_VARIABLES } from '../../server/config/environment.ts'
import { FLAGS } from '../../server/config/flags.ts'
import { describeAllowed, schemaRoot, settings, type Setting } from '../../server/config/settings.ts'
import { cell, table } from './markdown.ts'

const INTRODUCTION = `# Configuration

<!-- Generated from server/config by "npm run docs". Do not edit. -->

Plenary runs without any configuration. Settings come from four places; a later one wins:

1. the defaults below,
2. a YAML file, named by \`--config\` or \`PLENARY_CONFIG\`; [config/plenary.yaml](../config/plenary.yaml) is a
   sample with every key,
3. environment variables that start with \`PLENARY_\`,
4. flags, after two hyphens: \`npm start -- --port 4000\`.

An unknown key, variable or flag and a bad value stop the start: every problem is named in one line, with what is
allowed, and the exit code is 2. Paths of files are relative to the folder in which the server runs.

In environment variables and flags, lists are separated by commas, and \`media.iceServers\` is JSON. An empty variable
counts as not set.
`

const ADDRESSES = `## Addresses and firewalls

Open these ports for guests: \`listen.port\` (TCP), which is enough ([networks](networks.md)), and better the media ports from
\`media.port\` on as well, **UDP and TCP**, one for each worker (\`media.workers\`). The start prints the lines.

For \`listen.host: 0.0.0.0\` each address of the machine is announced to browsers, and the loopback address, so that one
machine alone works as well. A server behind NAT, in a cloud with public addresses that the machine does not know, or in
a container must be told its public address with \`listen.announce\`, or asks for it with \`listen.stun\`. Announced
addresses replace the automatic ones: to serve guests outside and colleagues inside, name both, as in \`--announce 203.0.113.7,192.168.1.10\`. Whatever is
announced, the server listens on all its own addresses, with one socket for each, because a packet that a router passed
on may reach any of them.

Browsers give a page the camera over HTTPS or on \`localhost\` only. \`--domain\` and \`--public\` get a certificate,
\`--tls self-signed\` is for a try in the local network ([HTTPS](https.md)). A certificate in files is read again when it
changes.

## Behind a reverse proxy

Set \`listen.publicUrl\` to the address that guests open, and name the address of the proxy in \`listen.trustProxy\`:
without that its headers are not believed. It must send \`X-Forwarded-For\`, and without \`listen.publicUrl\` also keep
the \`Host\` header and send \`X-Forwarded-Proto\`. Where it passes no WebSocket connections on, pages use HTTP
long-polling. [reverse-proxy.md](reverse-proxy.md) has blocks to copy.

## Names

Any website can let its own name point to this server, in the network of its visitor too, and its pages could then read
what the server answers (DNS rebinding). So a request over plain HTTP must name a host that is known: an IP address,
\`localhost\`, the name of the machine (also with \`.local\`), a name in \`listen.announce\` or \`listen.allowedHosts\`, or
the host of \`listen.publicUrl\` or of one of \`listen.allowedOrigins\`. Others get status 421, and the log says which setting would change that.
Over HTTPS every name works, because the browser has compared it with the certificate. A trusted proxy that does not
say what it was asked over is taken to know its names. \`/healthz\` and \`/readyz\` answer under any name.

## Who sees the figures

\`/metrics\` is for programs on this machine, unless \`metrics.allow\` names other addresses or \`metrics.token\` is set. A
reverse proxy on the same machine does not open it to everybody: behind a trusted one the address of the client counts,
and a request that shows signs of another proxy, or another host name than the machine's own, is not taken for one of
this machine. A proxy that hides every sign should not pass \`/metrics\` on.

## Idle TCP connections to media ports

A media worker keeps a TCP connection to its port until its other end closes it, also when nothing is ever sent: the
media engine has no time limit for it, and the server cannot see such connections. The limit of open files of the
process bounds their number. On a server that strangers reach, let the firewall bound them for each address, for
example with nftables:

\`\`\`
table inet plenary {
  set media_tcp4 { type ipv4_addr; flags dynamic; size 65535; }
  set media_tcp6 { type ipv6_addr; flags dynamic; size 65535; }
  chain input {
    type filter hook input priority filter;
    tcp dport 40000-40063 ct state new add @media_tcp4 { ip saddr ct count over 200 } reject with tcp reset
    tcp dport 40000-40063 ct state new add @media_tcp6 { ip6 saddr ct count over 200 } reject with tcp reset
  }
}
\`\`\`
`

/** The text of `docs/configuration.md`, before formatting. */
export function configurationPage(): string {
  const sections = Object.entries(schemaRoot.properties ?? {}).map(([name, node]) => {
    const rows = settings.filter(({ path }) => path.startsWith(`${name}.`)).map(settingRow)
    return `## ${name}\n\n${node.description ?? ''}\n\n${table(['Setting', 'Default', 'Allowed', 'Meaning'], rows)}`
  })
  return [INTRODUCTION, flagSection(), variableSection(), ADDRESSES, ...sections].join('\n')
}

function settingRow({ path, variable, node }: Setting): string[] {
  const standard = node.default === undefined ? 'not set' : `\`${JSON.stringify(node.default)}\``
  return [
    `\`${path}\`<br>\`${variable}\``,
    standard,
    cell(describeAllowed(node)),
    cell(node.description ?? '') + itemText(node.items?.properties),
  ]
}

function itemText(properties: Record<string, { description?: string }> | undefined): string {
  return Object.entries(properties ?? {})
    .map(([key, { description }]) => `<br>\`${key}\`: ${cell(description ?? '')}`)
    .join('')
}

function flagSection(): string {
  const rows = FLAGS.map(({ name, value, path, about }) => [
    `\`--${name}${value ? ` <${value}>` : ''}\``,
    path ? `\`${path}\`` : '',
    cell(about),
  ])
  return `## Flags\n\n${table(['Flag', 'Setting', 'Meaning'], rows)}`
}

function variableSection(): string {
  const rows = Object.entries(OTHER_VARIABLES).map(([name, about]) => [`\`${name}\``, cell(about)])
  return `## Further environment variables\n\nEach setting has a variable, named below. These are no settings:\n\n${table(
    ['Variable', 'Meaning'],
    rows,
  )}`
}
