import type { NotificationName, NotificationParams } from '../../protocol/index.ts'
import type { CheckLine, CheckPort, LineReading } from './check-port.ts'
import type { CheckConnection } from './check.ts'

/** A line that carries what a test says. */
export interface FakeLine extends CheckLine {
  reading: LineReading
  readonly isClosed: boolean
}

/** Lines without any media. */
export class FakeLines implements CheckPort {
  readonly lines: FakeLine[] = []
  /** What opening a line waits for. */
  opening: Promise<void> = Promise.resolve()

  get open(): number {
    return this.lines.filter(({ isClosed }) => !isClosed).length
  }

  async openLine(_path: unknown, closed: () => void): Promise<CheckLine> {
    const line = fakeLine(closed)
    this.lines.push(line)
    await this.opening
    return line
  }
}

function fakeLine(closed: () => void): FakeLine {
  let isClosed = false
  const never = async (): Promise<never> => await Promise.reject(new Error('This line has no media.'))
  return {
    reading: { bytes: 0, messages: 0, addresses: { send: '192.0.2.1', receive: '192.0.2.1' } },
    get isClosed() {
      return isClosed
    },
    transports: {} as CheckLine['transports'],
    offered: ['udp'],
    connect: never,
    echo: never,
    openChannel: never,
    start: never,
    read() {
      return Promise.resolve(isClosed ? undefined : this.reading)
    },
    close() {
      if (isClosed) return
      isClosed = true
      closed()
    },
  }
}

/** A connection that remembers what it was told and charged. */
export class FakeCheckConnection implements CheckConnection {
  readonly open = true
  readonly told: [NotificationName, unknown][] = []
  seats = 0
  overruns = 0
  joins = 100
  readonly usage: CheckConnection['usage']

  constructor(payer: object = {}) {
    this.usage = {
      payer,
      address: '192.0.2.1',
      takeJoin: () => (this.joins -= 1) >= 0,
      hold: () => {
        this.seats += 1
        return () => (this.seats -= 1)
      },
      overran: () => (this.overruns += 1),
      hasOverrun: () => this.overruns > 0,
    }
  }

  notify<N extends NotificationName>(name: N, params: NotificationParams<N>): void {
    this.told.push([name, params])
  }
}
