import { spawn, type ChildProcess } from 'node:child_process'
import { TUNNEL_PROGRAMS, type TunnelName } from './tunnel-programs.ts'

/** A tunnel that leads to this server. */
export interface Tunnel {
  /** The address of the start page for guests, such as `https://a-b.trycloudflare.com`. */
  readonly url: string
  /** Ends the program. May be called more than once. */
  close(): void
}

/** How a tunnel is opened. */
export interface TunnelOptions {
  readonly name: TunnelName
  /** Port of this server on the loopback interface. */
  readonly port: number
  /** Called once when the program ends by itself after it gave an address, with how it ended. */
  readonly died: (how: string) => void
  readonly env?: NodeJS.ProcessEnv
  /** Longest wait for an address, in milliseconds. */
  readonly waitMs?: number
}

const WAIT_MS = 45_000
const KILL_AFTER_MS = 2000
const LAST_WORDS_MS = 500
// Of what the program says no more is kept: an address is shorter, and so is the reason why there is none.
const KEPT_CHARACTERS = 4096
const SHOWN_CHARACTERS = 400

/**
 * Runs a program that the operator has installed, and waits for the address that it gives.
 *
 * @throws {Error} with a sentence that says what to do, when it is missing, ends, or says no address in time; it does not run then
 */
export async function openTunnel(options: TunnelOptions): Promise<Tunnel> {
  const { name, port, died, env = process.env, waitMs = WAIT_MS } = options
  const { args, url: pattern, install, help } = TUNNEL_PROGRAMS[name]
  // In a group of its own: Ctrl-C reaches all of ours, and people may still talk while the server drains.
  const child = spawn(name, args(port), { env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] })
  const close = closer(child)
  const output = new Output(child)
  return await new Promise<Tunnel>((resolve, reject) => {
    let url: string | undefined
    const fail = (reason: string): void => {
      clearTimeout(timer)
      close()
      reject(new Error(reason))
    }
    const timer = setTimeout(() => {
      fail(`${name} said no address within ${Math.round(waitMs / 1000)} s${output.quote()}. ${help}.`)
    }, waitMs)
    child.once('error', (error: NodeJS.ErrnoException) => {
      const isMissing = error.code === 'ENOENT'
      fail(isMissing ? `${name} is not installed: ${install}.` : `${name} cannot run: ${error.message}.`)
    })
    onEnd(child, (how) => {
      if (url === undefined) fail(`${name} ended with ${how}${output.quote()}. ${help}.`)
      else if (!close.isCalled) died(how)
    })
    output.onText = (text) => {
      url ??= pattern.exec(text)?.[0]
      if (url === undefined) return
      output.onText = undefined
      clearTimeout(timer)
      resolve({ url, close })
    }
  })
}

/** The end of what a program says, however much and in whatever pieces. */
class Output {
  onText: ((text: string) => void) | undefined
  #kept = ''

  constructor(child: ChildProcess) {
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8')
      // Read for as long as it runs: a program whose output nobody takes stands still.
      stream?.on('data', (text: string) => this.#hear(text))
    }
  }

  /** Its last words, for a sentence; empty when it said nothing. */
  quote(): string {
    const words = this.#kept.replace(/\s+/g, ' ').trim().slice(-SHOWN_CHARACTERS)
    return words === '' ? '' : `; its last words: ${words}`
  }

  #hear(text: string): void {
    // Colours and what else a terminal would obey.
    const plain = text.replace(/\x1b\[[\d;?]*[A-Za-z]/g, '').replace(/[^\P{Cc}\n]/gu, ' ')
    const all = this.#kept + plain
    this.onText?.(all)
    this.#kept = all.slice(-KEPT_CHARACTERS)
  }
}

function closer(child: ChildProcess): { (): void; isCalled: boolean } {
  let timer: NodeJS.Timeout | undefined
  const send = (signal: NodeJS.Signals): void => {
    if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return
    try {
      // The whole group: such programs may start others.
      process.kill(-child.pid, signal)
    } catch {
      // It has ended.
    }
  }
  const kill = (): void => send('SIGKILL')
  // However this process ends, the tunnel must not lead strangers to whatever uses the port next.
  process.once('exit', kill)
  child.once('exit', () => {
    clearTimeout(timer)
    process.removeListener('exit', kill)
  })
  const close = (): void => {
    if (close.isCalled) return
    close.isCalled = true
    send('SIGTERM')
    timer = setTimeout(kill, KILL_AFTER_MS)
    timer.unref()
  }
  close.isCalled = false
  return close
}

/** Tells once how a program ended, with its last words read, or a moment later when another one holds its output. */
function onEnd(child: ChildProcess, ended: (how: string) => void): void {
  child.once('exit', (code, signal) => {
    const tell = (): void => {
      clearTimeout(timer)
      child.removeListener('close', tell)
      ended(signal ?? `code ${code}`)
    }
    const timer = setTimeout(tell, LAST_WORDS_MS)
    child.once('close', tell)
  })
}
