/** `connecting`: not open yet. `trouble`: it was open, and repair is under way. */
export type PathState = 'connecting' | 'open' | 'trouble' | 'broken'

/** The two transports of a media session. */
export type Direction = 'send' | 'receive'

/**
 * What a transport waits for, and no longer than `DEADLINE_MS`. `connection`: the first path.
 * `recovery`: that a disconnected path recovers by itself. `restart`: a path with new ICE
 * credentials. `retraction`: that the browser takes a failure back.
 */
export type Deadline = 'connection' | 'recovery' | 'restart' | 'retraction'

/** How long each deadline is, in milliseconds. */
export const DEADLINE_MS: Readonly<Record<Deadline, number>> = {
  // Time for a first connection; ICE over TCP and a slow line included.
  connection: 15_000,
  // Chromium says `disconnected` only after five to six seconds without an answer, so little
  // is gained by waiting longer; an ICE restart keeps the present path until it has found a
  // better one.
  recovery: 1_000,
  restart: 5_000,
  // A failure is not believed at once while a path is sought. A browser fails at once when
  // it has no address, and goes on by itself when it hears of one: Chromium on Linux learns
  // of a new network up to four seconds after it is there.
  retraction: 3_000,
}

/**
 * What the paths bring. `stopped`: all media stopped at once, by somebody's choice or because
 * the path is dead. `silent`: nothing at all arrives any more.
 */
export type Arrival = 'unknown' | 'arriving' | 'stopped' | 'silent'

/** What is known of the path of one transport. */
export interface TransportHealth {
  readonly path: PathState
  /** What the browser said last. Source: W3C WebRTC, "RTCPeerConnectionState". */
  readonly connectionState: string
  /** `asked`: for new credentials. `applied`: the browser seeks a path with them. */
  readonly restart: 'none' | 'asked' | 'applied'
  /** Counts restarts that were decided; whoever carries them out follows the number. */
  readonly restarts: number
  /** What is waited for; another object each time that the wait begins anew. */
  readonly wait: { readonly deadline: Deadline } | null
}

/** What is known of the paths of a media session, and of what they bring. */
export interface PathHealth {
  readonly send: TransportHealth
  readonly receive: TransportHealth
  readonly arrival: Arrival
}

/** What happens to the path of one transport. */
export type TransportEvent =
  | { type: 'connection-state'; state: string }
  | { type: 'deadline-passed'; deadline: Deadline }
  /** A path is to be sought at once, because the network of this machine changed. */
  | { type: 'restart-wanted' }
  | { type: 'restart-applied' }
  | { type: 'restart-failed' }

/** What the detectors and the restarters of ICE observe. */
export type HealthEvent =
  | (TransportEvent & { direction: Direction })
  /** Something has arrived on the stream that beats. */
  | { type: 'heard' }
  /** Nothing at all arrives. Comes again and again while that lasts. */
  | { type: 'silent' }
  /** Something arrives again after that. */
  | { type: 'back' }
  /** All media that came a moment ago has stopped at once. */
  | { type: 'stopped' }

const NEW_TRANSPORT: TransportHealth = {
  path: 'connecting',
  connectionState: 'new',
  restart: 'none',
  restarts: 0,
  wait: { deadline: 'connection' },
}

/** Health of a media session that has just been created. */
export const INITIAL_HEALTH: PathHealth = {
  send: NEW_TRANSPORT,
  receive: NEW_TRANSPORT,
  arrival: 'unknown',
}

/**
 * Follows what became of the paths. Pure: whoever calls it carries out the restarts and the
 * waits that the new state asks for.
 * Source: W3C WebRTC, "RTCPeerConnectionState"; RFC 8445, section 9.
 */
export function reduceHealth(health: PathHealth, event: HealthEvent): PathHealth {
  switch (event.type) {
    case 'heard':
      return {
        send: reduceHeard(health.send),
        receive: reduceHeard(health.receive),
        arrival: 'arriving',
      }
    case 'back':
      return { ...health, arrival: 'arriving' }
    case 'silent':
    case 'stopped':
      return { ...health, arrival: event.type }
    default:
      return { ...health, [event.direction]: reduceTransport(health[event.direction], event) }
  }
}

/** State of both paths together: the worst one decides. */
export function worstPath({ send, receive }: Pick<PathHealth, Direction>): PathState {
  const order: readonly PathState[] = ['broken', 'trouble', 'connecting', 'open']
  return order.find((state) => send.path === state || receive.path === state) ?? 'open'
}

function reduceTransport(health: TransportHealth, event: TransportEvent): TransportHealth {
  switch (event.type) {
    case 'connection-state':
      return reduceConnectionState({ ...health, connectionState: event.state })
    case 'deadline-passed':
      return event.deadline === 'recovery' ? restarting(health) : broken(health)
    case 'restart-wanted':
      return health.path === 'open' || health.path === 'trouble' ? restarting(health) : health
    case 'restart-applied':
      return { ...health, restart: 'applied' }
    case 'restart-failed':
      return broken(health)
  }
}

function reduceConnectionState(health: TransportHealth): TransportHealth {
  const { path, connectionState } = health
  if (path === 'broken') return health
  if (connectionState === 'connected') return open(health)
  if (connectionState === 'disconnected' && path === 'open') return waiting(health, 'recovery')
  if (connectionState !== 'failed') return health
  // A path that failed during its repair gets no second one.
  return path === 'open' ? restarting(health) : waiting(health, 'retraction')
}

/**
 * A restart that finds its path before the browser has noticed any trouble changes no
 * connection state, so that what arrives is the only sign of it.
 */
function reduceHeard(health: TransportHealth): TransportHealth {
  return health.restart === 'applied' && health.connectionState === 'connected' ? open(health) : health
}

function open(health: TransportHealth): TransportHealth {
  return { ...health, path: 'open', restart: 'none', wait: null }
}

function broken(health: TransportHealth): TransportHealth {
  return { ...health, path: 'broken', wait: null }
}

function waiting(health: TransportHealth, deadline: Deadline): TransportHealth {
  return { ...health, wait: { deadline } }
}

function restarting(health: TransportHealth): TransportHealth {
  return {
    ...waiting(health, 'restart'),
    path: 'trouble',
    restart: 'asked',
    restarts: health.restarts + 1,
  }
}
