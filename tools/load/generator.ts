import { messageOf } from '../harness/error-message.ts'
import { setTimeout as delay } from 'node:timers/promises'
import { endNativeTransports } from '../native-peer/native-transport.ts'
import type {
  Assignment,
  CallMessage,
  CallName,
  CallParams,
  CallReply,
  GeneratorMessage,
} from './messages.ts'
import { standBack } from './placement.ts'
import { ClientPool } from './client-pool.ts'

/**
 * A process with some of the clients of a run. It does what its parent says, and
 * ends with it.
 */

const PROGRESS_MS = 1000

type Handlers = { [N in CallName]: (params: CallParams<N>) => Promise<CallReply<N>> }

let pool: ClientPool | undefined

function requirePool(): ClientPool {
  if (!pool) throw new Error('Nothing was assigned yet.')
  return pool
}

const handlers: Handlers = {
  assign: async (assignment: Assignment) => {
    pool = await ClientPool.create(assignment, standBack(assignment.position))
    setInterval(() => send({ type: 'progress', progress: requirePool().progress() }), PROGRESS_MS).unref()
    return {}
  },
  join: async (orders) => {
    await Promise.all(
      orders.map(async ({ index, delayMs }) => {
        await delay(delayMs)
        await requirePool().join(index)
      }),
    )
    return { joined: requirePool().present, measures: requirePool().takeMeasures() }
  },
  begin: async ({ epoch }) => {
    await requirePool().begin(epoch)
    return { incomplete: requirePool().incomplete }
  },
  openWindow: async () => {
    requirePool().openWindow()
    return {}
  },
  closeWindow: async () => requirePool().closeWindow(),
  newcomer: async ({ index }) => await requirePool().newcomer(index),
  end: async () => {
    const failures = requirePool().failures
    await requirePool().close()
    await endNativeTransports()
    return { failures: [...failures] }
  },
}

function send(message: GeneratorMessage): void {
  if (process.connected) process.send?.(message)
}

function answer({ id, name, params }: CallMessage): void {
  const handler = handlers[name] as (params: unknown) => Promise<unknown>
  handler(params).then(
    (data) => send({ type: 'reply', id, data }),
    (error: unknown) => send({ type: 'error', id, message: messageOf(error) }),
  )
}

process.on('message', (message) => answer(message as CallMessage))
// The parent has ended, in order or not.
process.on('disconnect', () => process.exit(0))
