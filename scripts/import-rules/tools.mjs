import { layer, owned } from './rule.mjs'

// The bare worker is set up as the server sets up its own, and looks at the same layers.
const OF_THE_SERVER = {
  load: ['server/media/library/codecs\\.ts', 'server/rooms/forwarding/view-planner\\.ts'],
  faults: [],
  churn: [],
  // It asks the running server, and judges as its start does.
  doctor: [
    'server/doctor',
    'server/network',
    'server/process/control(-client)?\\.ts',
    'server/lib/bind-probe\\.ts',
    'server/http/address-list\\.ts',
  ],
}

/** Who may import whom in the tools: harness <- native-peer <- load, faults, churn, doctor. */
export const toolsRules = [
  owned(
    'node-datachannel',
    'tools/native-peer',
    'A native peer is for the tools and for tests; scripts/worker proves a worker with one of its own.',
  ),
  layer(
    'scripts/backup',
    ['server/persistence', 'server/process', 'server/config', 'server/version\\.ts'],
    'Backups know files and the storage; what is in the tables is the business of server/persistence.',
  ),
  layer(
    'scripts/service',
    ['server/config', 'server/version\\.ts'],
    'The unit of the service knows settings; how a server lives is the business of server/process.',
  ),
  layer('scripts/release', [], 'A release is packed from files; what they do is not its business.'),
  layer(
    'tools/harness',
    ['protocol', 'server/config', 'server/version\\.ts', 'scripts'],
    'The harness drives a server from outside; it knows no participant and no tool.',
  ),
  layer(
    'tools/native-peer',
    ['protocol', 'tools/harness'],
    'A native peer speaks the protocol: sharing code with the server, it would agree with its mistakes.',
  ),
  ...Object.entries(OF_THE_SERVER).map(([tool, ofTheServer]) =>
    layer(
      `tools/${tool}`,
      ['protocol', 'server/config', ...ofTheServer, 'scripts', 'tools/harness', 'tools/native-peer'],
      'Tools share by harness and native-peer, so that one can change without the others.',
    ),
  ),
]
