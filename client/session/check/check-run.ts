import {
  ProtocolError,
  SINGLE_CHECK_PATHS,
  verdictOf,
  type CheckPath,
  type CheckPathResult,
  type RequestReply,
  type SingleCheckPath,
} from '../../../protocol/index.ts'
import type { ConnectionStatus, SignalingConnection, Welcome } from '../../connection/connection.ts'
import { UnsupportedBrowserError, type Engine } from '../../media/session/engine.ts'
import type { CheckDevices } from './check-devices.ts'
import { lineResult, type LineOpener, type OpenLine } from './check-line.ts'
import type { CheckState } from './check-state.ts'

/** What a run works with. */
export interface CheckRunOptions {
  connection: SignalingConnection
  loadEngine: (welcome: Welcome) => Promise<Engine>
  openLine: LineOpener
  devices: CheckDevices
  /** Waits; replaceable in tests. */
  wait: (ms: number) => Promise<void>
  state: () => CheckState
  patch: (part: Partial<CheckState>) => void
  /** The picture that came back. */
  pictureReturned: (track: MediaStreamTrack) => void
}

const CONNECT_MS = 15_000
// ICE over TCP and through a relay takes longest: a second and a half, and as much again on slow lines.
const FIRST_LINE_MS = 10_000
const SINGLE_LINE_MS = 5000
const MEASURE_MS = 8000
const BEAT_MS = 500
const BURST_MS = 3000

/** One run of a check, from the permission to the verdict. Never rejects: what fails is what it finds. */
export class CheckRun {
  readonly #options: CheckRunOptions

  constructor(options: CheckRunOptions) {
    this.#options = options
  }

  async run(): Promise<void> {
    const { devices, patch, state } = this.#options
    patch({ phase: 'devices' })
    const found = await devices.open()
    this.#found(found)
    patch({ phase: 'connecting' })
    try {
      const engine = await this.#connect()
      await this.#checkLine(engine)
      await this.#settleDevices()
      await this.report()
    } catch (error) {
      patch({ problem: problemOf(error) })
    }
    const { problem, result } = state()
    patch({ phase: 'done', trying: null, progress: 1, verdict: problem ? null : verdictOf(result) })
  }

  /** Leaves the result with the server, or what has become of it since. */
  async report(): Promise<void> {
    const { connection, state, patch } = this.#options
    try {
      const { code } = await connection.request('check:report', { result: state().result })
      patch({ code })
    } catch {
      // What was found is on the page all the same.
    }
  }

  /** @throws {ProtocolError} when the server refuses, {Error} when it does not answer */
  async #connect(): Promise<Engine> {
    const welcome = await welcomeOf(this.#options.connection)
    return await this.#options.loadEngine(welcome)
  }

  async #checkLine(engine: Engine): Promise<void> {
    const { connection, openLine, patch } = this.#options
    const opened = await connection.request('check:open', { path: 'any' })
    const offered = offeredPaths(opened, engine.welcome)
    for (const path of SINGLE_CHECK_PATHS) if (!offered.includes(path)) this.#tried(path, 'not-offered')
    let line: OpenLine | undefined
    try {
      line = await openLine({ engine, connection, opened, path: 'any', timeoutMs: FIRST_LINE_MS })
    } catch {
      // Nothing got through: each way alone says the same, and which of them were tried.
    }
    if (line) await this.#measure(line).finally(() => line.close())
    patch({ phase: 'paths', progress: 0 })
    const left = offered.filter((path) => this.#options.state().result.paths[path] === 'untried')
    for (const [index, path] of left.entries()) {
      patch({ trying: path, progress: index / left.length })
      this.#tried(path, await this.#try(engine, path))
    }
    patch({ trying: null })
  }

  async #measure(line: OpenLine): Promise<void> {
    const { patch } = this.#options
    const first = await line.read()
    this.#found({ line: lineResult(line, first, null) })
    if (first.protocol === 'udp' && !first.isRelayed) this.#tried('udp', 'works')
    patch({ phase: 'measuring', progress: 0 })
    await this.#echo(line)
    await this.#follow(line)
    patch({ phase: 'bandwidth', progress: 0 })
    const burst = await line.burst(BURST_MS).catch(() => undefined)
    const { line: measured } = this.#options.state().result
    if (burst && measured) this.#found({ line: { ...measured, ...burst } })
  }

  /** Reads the line again and again while the tracks come back. */
  async #follow(line: OpenLine): Promise<void> {
    const { patch, wait } = this.#options
    let decoded = (await line.read()).framesDecoded ?? 0
    let frames = 0
    for (let passed = BEAT_MS; passed <= MEASURE_MS; passed += BEAT_MS) {
      await wait(BEAT_MS)
      const reading = await line.read()
      const now = reading.framesDecoded
      // A decoder that was begun anew counts from the beginning.
      if (now !== null) frames += now >= decoded ? now - decoded : now
      decoded = now ?? decoded
      const perSecond = now === null ? null : frames / (passed / 1000)
      this.#found({ line: lineResult(line, reading, perSecond) })
      if (passed === MEASURE_MS && reading.framesCaptured === 0) this.#found({ camera: 'no-frames' })
      patch({ progress: passed / MEASURE_MS })
    }
  }

  async #echo(line: OpenLine): Promise<void> {
    const { devices, pictureReturned } = this.#options
    if (devices.microphone) await line.echo(devices.microphone).catch(() => undefined)
    if (devices.camera) await line.echo(devices.camera).then(pictureReturned, () => undefined)
  }

  async #try(engine: Engine, path: CheckPath): Promise<CheckPathResult> {
    const { connection, openLine } = this.#options
    let opened: RequestReply<'check:open'>
    try {
      opened = await connection.request('check:open', { path })
    } catch {
      // The server has no more time for it, which says nothing of the way.
      return 'untried'
    }
    try {
      const line = await openLine({ engine, connection, opened, path, timeoutMs: SINGLE_LINE_MS })
      line.close()
      return 'works'
    } catch {
      return connection.status.name === 'connected' ? 'fails' : 'untried'
    }
  }

  /** A microphone that brought nothing for all this time. */
  async #settleDevices(): Promise<void> {
    const { devices, state, connection } = this.#options
    if (devices.isSilent && state().result.microphone === 'works') this.#found({ microphone: 'silent' })
    await connection.request('check:close', {}).catch(() => undefined)
  }

  #tried(path: SingleCheckPath, outcome: CheckPathResult): void {
    this.#found({ paths: { ...this.#options.state().result.paths, [path]: outcome } })
  }

  #found(part: Partial<CheckState['result']>): void {
    this.#options.patch({ result: { ...this.#options.state().result, ...part } })
  }
}

/** Ways that both sides have. */
function offeredPaths({ offered }: RequestReply<'check:open'>, { iceServers }: Welcome): SingleCheckPath[] {
  const hasRelay = iceServers.some(({ urls }) => urls.some((url) => /^turns?:/.test(url)))
  return SINGLE_CHECK_PATHS.filter((path) => (path === 'relay' ? hasRelay : offered.includes(path)))
}

function problemOf(error: unknown): CheckState['problem'] {
  if (error instanceof UnsupportedBrowserError) return 'old-browser'
  return error instanceof ProtocolError ? { code: error.code, message: error.message } : 'unreachable'
}

/**
 * Waits for the welcome of the server.
 *
 * @throws {ProtocolError} when it refuses
 * @throws {Error} when it does not answer in time
 */
async function welcomeOf(connection: SignalingConnection): Promise<Welcome> {
  return await new Promise<Welcome>((resolve, reject) => {
    const look = (status: ConnectionStatus): void => {
      if (status.name === 'connected') resolve(status.welcome)
      else if (status.name === 'refused') reject(new ProtocolError(status.reason.code, status.reason.message))
      else return
      end()
    }
    const unwatch = connection.watchStatus(look)
    const timer = setTimeout(() => {
      end()
      reject(new Error('The server does not answer.'))
    }, CONNECT_MS)
    const end = (): void => {
      clearTimeout(timer)
      unwatch()
    }
    look(connection.status)
  })
}
