/**
 * Who may import whom; docs/architecture.md shows the picture. Each rule says
 * why it exists, because that is what somebody needs who runs into it.
 */

const TEST = '\\.test\\.tsx?$'
const SERVER_BASE = ['server/config', 'server/observability', 'server/version\\.ts', 'package\\.json']

/** A heavy dependency has one owner folder, so that replacing it touches that folder alone. */
function owned(dependency, owner, reason) {
  return {
    name: `${/[\w.-]+/.exec(dependency)?.[0]}-has-one-owner`,
    comment: reason,
    severity: 'error',
    from: { path: '^(server|client|protocol)/', pathNot: [`^${owner}/`, TEST] },
    to: { path: `^node_modules/${dependency}/` },
  }
}

/** A layer that may import only what is named. */
function layer(folder, allowed, reason) {
  return {
    name: `${folder.replaceAll('/', '-')}-imports-lower-layers-only`,
    comment: reason,
    severity: 'error',
    from: { path: `^${folder}/`, pathNot: TEST },
    to: {
      path: '^(server|client|protocol|test|scripts)/',
      pathNot: [folder, ...allowed].map((path) => `^${path}(/|$)`),
    },
  }
}

const forbidden = [
  {
    name: 'no-cycles',
    comment:
      'Two modules that need each other are one module, and nobody can read or test either alone. Move what both ' +
      'need below them, or pass it in. Type imports count: they are how cycles begin.',
    severity: 'error',
    from: {},
    to: { circular: true },
  },
  {
    name: 'imports-resolve',
    comment: 'The import leads nowhere. Correct the path; it needs the .ts extension.',
    severity: 'error',
    from: {},
    to: { couldNotResolve: true, pathNot: '^(vite/client|virtual:)' },
  },
  {
    name: 'protocol-imports-zod-only',
    comment:
      'The protocol is what both sides agree on. It must load in a browser and in Node, and must not drag either side in.',
    severity: 'error',
    from: { path: '^protocol/', pathNot: TEST },
    to: { pathNot: ['^protocol/', '^node_modules/zod/'] },
  },
  {
    name: 'server-never-imports-client',
    comment: 'The server delivers the client as files. What both need belongs to protocol/.',
    severity: 'error',
    from: { path: '^server/' },
    to: { path: '^client/' },
  },
  {
    name: 'client-never-imports-server',
    comment: 'A browser cannot load it, and it may hold secrets. What both need belongs to protocol/.',
    severity: 'error',
    from: { path: '^client/' },
    to: { path: '^server/' },
  },
  {
    name: 'client-runs-in-a-browser',
    comment: 'Modules of Node do not exist in a browser.',
    severity: 'error',
    from: { path: '^client/', pathNot: [TEST, '^client/vite'] },
    to: { dependencyTypes: ['core'] },
  },
  {
    name: 'nothing-imports-the-entry',
    comment: 'server/main.ts takes over the process when it is loaded. Build a server with server/app.ts.',
    severity: 'error',
    from: {},
    to: { path: '^server/main\\.ts$' },
  },
  {
    name: 'nothing-imports-tests',
    comment: 'Product code must not depend on tests or their tools.',
    severity: 'error',
    from: { path: '^(server|client|protocol|scripts)/', pathNot: [TEST, '(^|/)test-[^/]+\\.ts$'] },
    to: { path: ['^test/', TEST, '(^|/)test-[^/]+\\.ts$'] },
  },

  owned('mediasoup', 'server/media', 'Only server/media knows mediasoup: rooms speak to the media port.'),
  owned(
    'socket.io',
    'server/signaling',
    'Only server/signaling knows Socket.IO: rooms speak to a connection port.',
  ),
  owned(
    '(fastify|@fastify)',
    'server/http',
    'Only server/http knows Fastify; app.ts gets a server with two methods.',
  ),
  owned('selfsigned', 'server/http', 'Certificates are the business of server/http.'),
  owned(
    '(pino|pino-pretty)',
    'server/observability',
    'Import the Logger type of server/observability/logger.ts.',
  ),
  owned('yaml', 'server/config', 'Settings are read once, in server/config, and passed on as values.'),
  owned('mediasoup-client', 'client/media', 'Only client/media knows mediasoup-client.'),
  owned('socket.io-client', 'client/connection', 'Only client/connection knows the Socket.IO client.'),
  owned('node-datachannel', 'scripts', 'A native peer is for the proof of the worker and for tests.'),
  {
    name: 'react-stays-in-ui',
    comment: 'Everything below the components is plain TypeScript, testable in Node without a browser.',
    severity: 'error',
    from: { path: '^client/(connection|media|session)/', pathNot: TEST },
    to: { path: '^node_modules/(react|react-dom|react-i18next|radix-ui|lucide-react|sonner|zustand)/' },
  },

  {
    name: 'client-ui-asks-the-store',
    comment:
      'Components render state and call actions, both from client/store. Of the session they may name the types of ' +
      'its state and actions, nothing that acts.',
    severity: 'error',
    from: { path: '^client/(ui/|main\\.tsx$)', pathNot: TEST },
    to: { path: '^client/(connection|media|session)/', pathNot: '^client/session/(actions|state)\\.ts$' },
  },

  layer(
    'server/config',
    ['protocol'],
    'Settings are the lowest layer of the server: they know nobody who uses them.',
  ),
  layer(
    'server/observability',
    ['server/config'],
    'Everybody logs; a logger that knew rooms or media would tie all layers together.',
  ),
  layer(
    'server/rooms',
    ['protocol', ...SERVER_BASE],
    'Rooms are the domain: they own the ports that media and signaling implement, and know neither.',
  ),
  layer(
    'server/media',
    ['protocol', 'server/rooms', ...SERVER_BASE],
    'Media implements the port of rooms: signaling -> rooms <- media.',
  ),
  layer(
    'server/signaling',
    ['protocol', 'server/rooms', ...SERVER_BASE],
    'Signaling translates for rooms: signaling -> rooms <- media.',
  ),
  layer(
    'server/persistence',
    ['protocol', 'server/rooms', ...SERVER_BASE],
    'The store implements a port of rooms: signaling -> rooms <- persistence.',
  ),
  {
    name: 'sqlite-has-one-owner',
    comment: 'Only server/persistence knows the database: rooms speak to the RoomStore port.',
    severity: 'error',
    from: { path: '^(server|client|protocol)/', pathNot: ['^server/persistence/', TEST] },
    to: { path: '^(node:)?sqlite$' },
  },
  layer(
    'server/http',
    ['protocol', ...SERVER_BASE],
    'Pages and status know no rooms: app.ts passes in what they show.',
  ),
  layer('server/process', SERVER_BASE, 'The life of the process is apart from what the server does.'),

  layer(
    'client/connection',
    ['protocol'],
    'The connection carries messages; what they mean is for the session.',
  ),
  layer(
    'client/media',
    ['protocol'],
    'Media opens devices and transports; when to do so is for the session.',
  ),
  layer(
    'client/session',
    ['protocol', 'client/connection', 'client/media'],
    'A session is one visit to a room; it knows no component and no store, so that both can change.',
  ),
  layer(
    'client/store',
    ['protocol', 'client/session'],
    'The store is plain state for components, fed by the session.',
  ),
]

export default {
  forbidden,
  options: {
    doNotFollow: { path: '^node_modules/' },
    exclude: { path: '^client/dist/' },
    // Type imports are gone at run time, and still tie modules together.
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'browser', 'types', 'default'],
      extensions: ['.ts', '.tsx', '.mjs', '.js', '.json', '.d.ts'],
    },
  },
}
