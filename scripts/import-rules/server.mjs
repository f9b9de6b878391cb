import { ownerRules } from './owners.mjs'
import { layer } from './rule.mjs'

const BASE = ['server/config', 'server/observability', 'server/version\\.ts', 'package\\.json']

/** What guests' checks found, which programs of the operator read. */
const CHECK_RESULTS = 'server/checks/check-results\\.ts'

/** What media implements for the guest's own check. */
const CHECK_PORT = 'server/checks/check-port\\.ts'

/** Folders of one parent, as paths. */
const under = (parent, names) => names.map((name) => `${parent}/${name}`)

/** A folder of `server/rooms`: they import each other in one direction only. */
function roomsPart(name, allowed, reason) {
  const shared = ['protocol', 'server/lib', 'server/load/load-levels\\.ts', ...BASE]
  return layer(`server/rooms/${name}`, [...shared, ...under('server/rooms', allowed)], reason)
}

/** A folder of `server/media`. */
function mediaPart(name, allowed, reason) {
  const ports = ['server/rooms/ports', CHECK_PORT]
  const shared = ['protocol', 'server/lib', ...ports, 'server/media/settings\\.ts', ...BASE]
  return layer(`server/media/${name}`, [...shared, ...under('server/media', allowed)], reason)
}

/** Who may import whom in the server; docs/architecture.md shows the picture. */
export const serverRules = [
  {
    name: 'server-never-imports-client',
    comment: 'The server delivers the client as files. What both need belongs to protocol/.',
    severity: 'error',
    from: { path: '^server/' },
    to: { path: '^client/' },
  },
  {
    name: 'nothing-imports-the-entry',
    comment: 'server/main.ts takes over the process when it is loaded. Build a server with server/app.ts.',
    severity: 'error',
    from: {},
    to: { path: '^server/main\\.ts$' },
  },
  ...ownerRules,

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
    'server/branding',
    ['server/config'],
    'Names and colours follow from the settings alone; server/http delivers them.',
  ),
  layer('server/lib', [], 'What is generic knows nothing of this server, so anybody may use it.'),
  layer(
    'server/limits',
    ['server/lib'],
    'What an address may use is counted here; HTTP, signaling and rooms charge it, and it knows none of them.',
  ),
  layer(
    'server/load',
    BASE,
    'How busy the server is, in numbers; what to save because of it is decided where it is saved.',
  ),
  layer(
    'server/rooms',
    ['protocol', 'server/lib', 'server/load', ...BASE],
    'Rooms are the domain: they own the ports that media and signaling implement, and know neither.',
  ),
  roomsPart('ports', [], 'Ports are what others implement or watch: they know nobody who uses them.'),
  roomsPart('chat', ['ports'], 'The chat knows participants by a small interface, not by their seats.'),
  roomsPart('roster', ['ports'], 'The list of people is told to them, whoever they are.'),
  roomsPart('speakers', ['ports'], 'Who speaks follows from levels alone.'),
  roomsPart('forwarding', ['ports'], 'Who receives what follows from views and tracks, not from seats.'),
  roomsPart(
    'seats',
    ['ports', 'forwarding', 'roster'],
    'A seat owns its media and its place on the list; the room joins it with chat and speakers.',
  ),
  roomsPart('doors', ['ports', 'seats'], 'Who may enter is decided before a seat is given: doors -> seats.'),
  roomsPart(
    'moderation',
    ['ports', 'seats', 'doors'],
    'What hosts do, they do to seats and by the rules of the room; neither knows who does it.',
  ),
  layer(
    'server/media',
    ['protocol', 'server/lib', 'server/rooms/ports', CHECK_PORT, ...BASE],
    'Media implements the ports of rooms and checks: signaling -> rooms <- media.',
  ),
  mediaPart('library', [], 'What is peculiar to mediasoup, for every other part of media.'),
  mediaPart('workers', ['library'], 'Workers carry routers and know none of them.'),
  mediaPart('routers', ['library', 'workers'], 'Routers carry peers and know none of them.'),
  mediaPart(
    'peers',
    ['library', 'workers', 'routers'],
    'A peer lives on a router: workers <- routers <- peers.',
  ),
  mediaPart(
    'checks',
    ['library', 'workers', 'peers'],
    'A line of a check has transports as a peer has, and nothing of any room: workers <- peers <- checks.',
  ),
  layer(
    'server/checks',
    ['protocol', 'server/lib', 'server/limits', ...BASE],
    "The guest's own check is in no room: it owns the port that media implements, and knows no room.",
  ),
  layer(
    'server/signaling',
    ['protocol', 'server/rooms', 'server/checks', 'server/lib', 'server/limits', ...BASE],
    'Signaling translates for rooms and checks: signaling -> rooms <- media.',
  ),
  layer(
    'server/signaling/inflow',
    ['server/lib', 'server/limits', 'server/observability'],
    'What stands before the parser knows nothing of what is parsed.',
  ),
  layer(
    'server/persistence',
    ['protocol', 'server/rooms/ports', 'server/webhooks/(store|memory-store)\\.ts', ...BASE],
    'The store implements ports of rooms and webhooks: signaling -> rooms <- persistence.',
  ),
  layer(
    'server/webhooks',
    ['protocol', 'server/rooms/ports', 'server/lib', ...BASE],
    'Webhooks watch the events of rooms and own the port of what they keep; rooms do not know that they are told of.',
  ),
  layer(
    'server/certificates',
    ['server/lib', ...BASE],
    'Where a certificate comes from says nothing about what is served with it: http -> certificates.',
  ),
  layer(
    'server/http',
    [
      'protocol',
      'server/lib',
      'server/limits',
      'server/api',
      'server/admin',
      'server/branding',
      'server/certificates',
      ...BASE,
    ],
    'Pages and status know no rooms: app.ts passes in what they show. What programs ask goes through server/api.',
  ),
  layer(
    'server/api',
    [
      'protocol',
      'server/lib',
      'server/limits',
      'server/rooms',
      'server/webhooks/deliveries\\.ts',
      CHECK_RESULTS,
      ...BASE,
    ],
    'What programs ask is carried out by rooms, and knows nothing of how it arrived: http -> api -> rooms.',
  ),
  layer(
    'server/api/keys',
    ['server/api/scopes\\.ts', ...BASE],
    'Keys say who a program is, and know nothing of what it asks.',
  ),
  layer(
    'server/admin',
    [
      'server/lib',
      'server/limits',
      'server/api/keys/key-file\\.ts',
      'server/api/failed-attempts\\.ts',
      ...BASE,
    ],
    'Who may open the page of the operator; what it shows is asked of server/api, as programs ask.',
  ),
  layer(
    'server/access',
    ['protocol', 'server/lib', 'server/rooms/ports', ...BASE],
    'What portals and accounts vouch for implements a port of rooms: signaling -> rooms <- access.',
  ),
  layer(
    'server/network',
    ['server/lib', 'server/observability'],
    'What this machine is called from outside says nothing about who asks.',
  ),
  layer(
    'server/front',
    ['server/lib', 'server/observability'],
    'What stands before the HTTP server knows nothing of it, and its relay is a process of its own.',
  ),
  layer(
    'server/doctor',
    ['server/lib', 'server/network', ...BASE],
    'Judgements over facts: whoever has the facts passes them in, at the start of the server and in tools/doctor.',
  ),
  layer(
    'server/process',
    ['server/lib', 'server/network', 'server/doctor', ...BASE],
    'The life of the process is apart from what the server does.',
  ),
]
