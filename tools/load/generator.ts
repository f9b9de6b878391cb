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
import { Share } from './client-pool.ts'

/**
 * A process that carries a share of the participants. It does what its parent
 * says, and ends with it.
 */

const PROGRESS_MS = 1000

type Handlers = { [N in CallName]: (params: CallParams<N>) => Promise<CallReply<N>> }

let share: Share | undefined

function requireShare(): Share {
  if (!share) throw new Error('Nothing was assigned yet.')
  return share
}

const handlers: Handlers = {
  assign: async (assignment: Assignment) => {
    share = await Share.create(assignment, standBack(assignment.position))
    setInterval(() => send({ type: 'progress', progress: requireShare().progress() }), PROGRESS_MS).unref()
    return {}
  },
  join: async (orders) => {
    await Promise.all(
      orders.map(async ({ index, delayMs }) => {
        await delay(delayMs)
        await requireShare().join(index)
      }),
    )
    return { joined: requireShare().present, measures: requireShare().takeMeasures() }
  },
  begin: async ({ epoch }) => {
    await requireShare().begin(epoch)
    return { incomplete: requireShare().incomplete }
  },
  openWindow: async () => {
    requireShare().openWindow()
    return {}
  },
  closeWindow: async () => requireShare().closeWindow(),
  newcomer: async ({ index }) => await requireShare().newcomer(index),
  end: async () => {
    const failures = requireShare().failures
    requireShare().close()
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
    (error: unknown) =>
      send({ type: 'error', id, message: error instanceof Error ? error.message : String(error) }),
  )
}

process.on('message', (message) => answer(message as CallMessage))
// The parent has ended, in order or not.
process.on('disconnect', () => process.exit(0))
