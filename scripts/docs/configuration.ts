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

Open these ports for guests: \`listen.port\` (TCP), and the media ports from \`media.port\` on, **UDP and TCP**, one for
each worker (\`media.workers\`). The log says which port each worker took.

For \`listen.host: 0.0.0.0\` each address of the machine is announced to browsers, and the loopback address, so that one
machine alone works as well. A server behind NAT, in a cloud with public addresses that the machine does not know, or in
a container must be told its public address with \`listen.announce\`. Announced addresses replace the automatic ones: to
serve guests outside and colleagues inside, name both, as in \`--announce 203.0.113.7,192.168.1.10\`. Whatever is
announced, the server listens on all its own addresses, with one socket for each, because a packet that a router passed
on may reach any of them.

Browsers give a page the camera over HTTPS or on \`localhost\` only. Use \`--tls self-signed\` for a try in the local
network, and \`listen.tls.mode: files\` or a reverse proxy for more. A certificate in files is read again when it
changes. A proxy needs \`listen.publicUrl\` and \`listen.trustProxy\`; [reverse-proxy.md](reverse-proxy.md) has blocks to copy.
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
