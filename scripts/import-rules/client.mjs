import { layer, owned, TEST, TEST_HELPER } from './rule.mjs'

/** Files of `client/media` below all of its folders. */
const MEDIA_BASE = [
  'frame-transform',
  'media-signaling',
  'media-types',
  'serial-queue',
  'track-key',
  'track-registry',
  'track-stats',
  'wire',
].map((file) => `client/media/${file}\\.ts`)

/** Arithmetic that every folder of the client may use. */
const NUMBERS = 'client/numbers\\.ts'

/** Where the client is served, which addresses depend on. */
const PAGE_BASE = 'client/page-base\\.ts'

/** Folders of one parent, as paths. */
const under = (parent, names) => names.map((name) => `${parent}/${name}`)

/** A folder of `client/media`: capture, send, receive and health know nothing of each other. */
function mediaPart(name, allowed, reason) {
  return layer(
    `client/media/${name}`,
    ['protocol', NUMBERS, ...MEDIA_BASE, ...under('client/media', allowed)],
    reason,
  )
}

/** A folder of `client/session`: state <- seat, door, local, chat, media, report, roster <- visit, prejoin. */
function sessionPart(name, allowed, reason) {
  return layer(
    `client/session/${name}`,
    ['protocol', NUMBERS, 'client/connection', 'client/media', ...under('client/session', allowed)],
    reason,
  )
}

/** Who may import whom in the client; docs/architecture.md shows the picture. */
export const clientRules = [
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
    from: { path: '^client/', pathNot: [TEST, TEST_HELPER, '^client/vite'] },
    to: { dependencyTypes: ['core'] },
  },
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
    to: {
      path: '^client/(connection|media|session)/',
      pathNot: '^client/session/(state/(actions|state)|check/check-state)\\.ts$',
    },
  },
  owned('mediasoup-client', 'client/media', 'Only client/media knows mediasoup-client.'),
  owned(
    'socket.io-client',
    '(client/connection|tools)',
    'Only client/connection knows the Socket.IO client, and the tools, which are clients themselves.',
  ),

  layer(
    'client/i18n',
    ['client/store/preferences\\.ts'],
    'Texts follow the chosen language; they are data for a translator, and nothing that acts.',
  ),
  layer(
    'client/connection',
    ['protocol', NUMBERS, PAGE_BASE],
    'The connection carries messages; what they mean is for the session.',
  ),
  layer(
    'client/media',
    ['protocol', NUMBERS],
    'Media opens devices and transports; when to do so is for the session.',
  ),
  mediaPart('capture', [], 'What captures does not know where its tracks go.'),
  mediaPart('send', [], 'What sends takes tracks from anywhere.'),
  mediaPart('receive', [], 'What receives knows nothing of sending.'),
  mediaPart('health', [], 'Detectors watch numbers; who acts on them is for the session.'),
  layer(
    'client/media/check',
    ['protocol', ...MEDIA_BASE, 'client/media/send', 'client/media/session/engine\\.ts'],
    'A check sends as meetings do, and is none.',
  ),
  mediaPart('session', ['send', 'receive', 'health'], 'A media session puts the parts together.'),
  layer(
    'client/session',
    ['protocol', NUMBERS, 'client/connection', 'client/media'],
    'A session is one visit to a room; it knows no component and no store, so that both can change.',
  ),
  sessionPart('state', [], 'State is the lowest layer: everybody writes it, it knows nobody.'),
  sessionPart('account', [], 'Who is signed in is asked before there is any visit.'),
  ...['seat', 'door', 'local', 'chat', 'media', 'report', 'roster', 'moderation'].map((part) =>
    sessionPart(part, ['state'], 'Parts of a session meet in visit/, so that each can be tested alone.'),
  ),
  sessionPart('check', [], "The guest's own check is no visit to any room."),
  sessionPart('prejoin', ['state'], 'The page before the meeting knows nothing of the meeting.'),
  sessionPart(
    'visit',
    ['state', 'seat', 'door', 'local', 'chat', 'media', 'report', 'roster', 'moderation', 'prejoin'],
    'A visit joins the parts; session.ts alone stands above it.',
  ),
  layer(
    'client/store',
    ['protocol', 'client/session'],
    'The store is plain state for components, fed by the session.',
  ),
  layer(
    'client/embed',
    ['protocol', 'client/store', 'client/session/state', 'client/i18n'],
    'The page around a meeting steers it as components do, through the store.',
  ),
  {
    name: 'embed-script-stands-alone',
    comment: 'Pages of others load client/embed/embed.ts as one file, so it can import nothing.',
    severity: 'error',
    from: { path: '^client/embed/embed\\.ts$' },
    to: {},
  },
]
