import { chatCommandSchema, type ChatCommand } from '../../../protocol/index.ts'

/** Reads untrusted text. Keeps the client id of a broken message, to refuse it by name. */
export function readCommand(payload: string): { command?: ChatCommand; clientId?: string } {
  let value: unknown
  try {
    value = JSON.parse(payload)
  } catch {
    return {}
  }
  const result = chatCommandSchema.safeParse(value)
  if (result.success) return { command: result.data }
  const clientId = (value as { clientId?: unknown } | null)?.clientId
  return typeof clientId === 'string' && clientId.length <= 64 ? { clientId } : {}
}
