/** What a page gives to a meeting that it shows. */
export interface MeetingOptions {
  /** Address of the start page of the server; where this script came from, unless you say otherwise. */
  server?: string
  /** Name of the room. */
  room: string
  /** Display name, filled in for the person; needed with `autoJoin`. */
  name?: string
  /** Password of the room. It never stands in an address. */
  password?: string
  /** A join token that your server has signed. It never stands in an address. */
  token?: string
  /** Joins without a click. */
  autoJoin?: boolean
  /** Whether the controls are shown; they are unless this is false. */
  toolbar?: boolean
}

/** A participant as events tell of them. */
export interface MeetingParticipant {
  readonly id: string
  readonly name: string
  readonly role: string
}

/** What a meeting tells the page around it. */
export interface MeetingEvents {
  /** The frame answers; commands sent earlier reach it now. */
  ready: Record<string, never>
  joined: { self: MeetingParticipant; participants: readonly MeetingParticipant[] }
  /** The person waits until a host lets them in. */
  waiting: Record<string, never>
  /** The visit is over; `reason` is a stable code where the server ended it. */
  left: { reason: string | null }
  participantJoined: { participant: MeetingParticipant }
  participantLeft: { participant: MeetingParticipant }
  microphoneChanged: { on: boolean }
  cameraChanged: { on: boolean }
  screenChanged: { on: boolean }
  nameChanged: { name: string }
  /** Something did not work: a stable code, and a sentence for people. */
  error: { code: string; message: string }
}

/** What a page can ask of a meeting. */
export type MeetingCommand =
  | {
      type: 'join'
      name?: string | undefined
      password?: string | undefined
      token?: string | undefined
    }
  | { type: 'setToolbar'; shown: boolean }
  | { type: 'leave' }
  | { type: 'setMicrophone'; on: boolean }
  | { type: 'setCamera'; on: boolean }
  | { type: 'shareScreen'; on: boolean }
  | { type: 'setName'; name: string }
  | { type: 'sendChat'; text: string }

/** An event as it crosses from the frame. */
export type MeetingMessage = {
  [Name in keyof MeetingEvents]: { readonly type: Name; readonly detail: MeetingEvents[Name] }
}[keyof MeetingEvents]

type Listener<Name extends keyof MeetingEvents> = (detail: MeetingEvents[Name]) => void

/** A meeting within a page. */
export interface Meeting {
  /** The frame, to be styled. */
  readonly frame: HTMLIFrameElement
  /** Takes a seat. The person sees the page before the meeting where something is missing. */
  join(how?: { name?: string; password?: string; token?: string }): void
  /** Gives the seat up. */
  leave(): void
  setMicrophone(on: boolean): void
  setCamera(on: boolean): void
  /** Browsers start sharing only right after a click within the frame; otherwise an `error` follows. */
  shareScreen(on: boolean): void
  setName(name: string): void
  sendChat(text: string): void
  setToolbar(shown: boolean): void
  /** Leaves, and takes the frame out of the page. */
  hangUp(): void
  /**
   * Calls back with every event of this name.
   *
   * @returns a function that ends this
   */
  on<Name extends keyof MeetingEvents>(name: Name, listener: Listener<Name>): () => void
}

// Everything that a meeting may need; the person is asked all the same.
const PERMISSIONS = [
  'camera',
  'microphone',
  'display-capture',
  'autoplay',
  'fullscreen',
  'clipboard-write',
  'screen-wake-lock',
]
const HELLO = 'plenary:connect'
// Twice as long each time: about thirteen seconds in all, and few lines in the console where nobody answers.
const HELLO_AGAIN_MS = 100
const HELLOS = 7
const GOODBYE_MS = 2000
const REFUSED =
  'The meeting does not answer. Its server must name the origin of this page in embedding.allowedParents.'

/**
 * Shows a meeting in an element of this page.
 *
 * @throws {TypeError} when the address of the server or the name of the room cannot be used
 */
export function createMeeting(element: Element, options: MeetingOptions): Meeting {
  const server = new URL(
    options.server ?? '.',
    options.server === undefined ? import.meta.url : document.baseURI,
  )
  if (!/^https?:$/.test(server.protocol))
    throw new TypeError('The server needs an http:// or https:// address.')
  if (typeof options.room !== 'string' || options.room.trim() === '')
    throw new TypeError('The room needs a name.')
  const base = server.href.replace(/[?#].*$/, '').replace(/\/?$/, '/')
  const frame = element.ownerDocument.createElement('iframe')
  frame.allow = PERMISSIONS.map((name) => `${name} ${server.origin}`).join('; ')
  frame.title = `Meeting: ${options.room}`
  frame.style.cssText = 'border: 0; width: 100%; height: 100%'
  const listeners = new Map<keyof MeetingEvents, Set<Listener<never>>>()
  const tell = (message: MeetingMessage): void => {
    for (const listener of listeners.get(message.type) ?? []) listener(message.detail as never)
  }
  const line = openLine(frame, server.origin, tell)
  const { name, password, token, autoJoin = false, toolbar = true } = options
  line.send({ type: 'setToolbar', shown: toolbar })
  if (name !== undefined) line.send({ type: 'setName', name })
  if (autoJoin) line.send({ type: 'join', name, password, token })
  frame.src = `${base}r/${encodeURIComponent(options.room)}`
  element.append(frame)
  return {
    frame,
    join: (how = {}) => line.send({ type: 'join', name, password, token, ...how }),
    leave: () => line.send({ type: 'leave' }),
    setMicrophone: (on) => line.send({ type: 'setMicrophone', on }),
    setCamera: (on) => line.send({ type: 'setCamera', on }),
    shareScreen: (on) => line.send({ type: 'shareScreen', on }),
    setName: (chosen) => line.send({ type: 'setName', name: chosen }),
    sendChat: (text) => line.send({ type: 'sendChat', text }),
    setToolbar: (shown) => line.send({ type: 'setToolbar', shown }),
    hangUp: () => {
      line.send({ type: 'leave' })
      const end = (): void => {
        line.close()
        frame.remove()
      }
      // The goodbye goes out before the page that says it is gone.
      listeners.set('left', new Set([...(listeners.get('left') ?? []), end]))
      setTimeout(end, GOODBYE_MS)
    },
    on: (event, listener) => {
      const known = listeners.get(event) ?? new Set()
      listeners.set(event, known.add(listener))
      return () => void known.delete(listener)
    },
  }
}

interface Line {
  send(command: MeetingCommand): void
  close(): void
}

/**
 * The line to the frame: a port of a channel whose other end goes to this one origin. Commands wait until
 * the frame answers.
 */
function openLine(frame: HTMLIFrameElement, origin: string, tell: (message: MeetingMessage) => void): Line {
  const waiting: MeetingCommand[] = []
  let port: MessagePort | undefined
  let timer: ReturnType<typeof setTimeout> | undefined
  let isClosed = false
  const answered = (mine: MessagePort): void => {
    clearTimeout(timer)
    port = mine
    for (const command of waiting.splice(0)) mine.postMessage(command)
  }
  const greet = (count: number): void => {
    if (port || isClosed) return
    if (count === HELLOS) return tell({ type: 'error', detail: { code: 'not_connected', message: REFUSED } })
    const channel = new MessageChannel()
    channel.port1.onmessage = ({ data }: MessageEvent) => {
      if (!isMessage(data)) return
      if (data.type === 'ready' && !port) answered(channel.port1)
      if (port === channel.port1 && !isClosed) tell(data)
    }
    frame.contentWindow?.postMessage({ type: HELLO }, origin, [channel.port2])
    timer = setTimeout(() => greet(count + 1), HELLO_AGAIN_MS * 2 ** count)
  }
  frame.addEventListener('load', () => {
    // Another document of the frame knows nothing of the line to the one before.
    port?.close()
    port = undefined
    clearTimeout(timer)
    greet(0)
  })
  return {
    send: (command) => {
      if (port) port.postMessage(command)
      else if (!isClosed) waiting.push(command)
    },
    close: () => {
      isClosed = true
      clearTimeout(timer)
      port?.close()
    },
  }
}

function isMessage(data: unknown): data is MeetingMessage {
  if (typeof data !== 'object' || data === null) return false
  const { type, detail } = data as Record<string, unknown>
  return typeof type === 'string' && typeof detail === 'object' && detail !== null
}
