import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

/** What came out of `npm run churn`, which fuzzes a server and lets clients join, act and leave at random. */
export interface ChurnResult {
  /** What is wrong, in words; nothing when all is well. */
  trouble: string[]
  /** Its own result, see `tools/churn`. */
  result: unknown
}

/** How long people come and go. */
export interface ChurnOptions {
  minutes: number
  seed: number
  /** Ends it early. */
  signal: AbortSignal
}

const CHURN = fileURLToPath(new URL('../churn.ts', import.meta.url))

/** Runs churn in a process of its own. */
export async function runChurn({ minutes, seed, signal }: ChurnOptions): Promise<ChurnResult> {
  const child = spawn(process.execPath, [CHURN, '--minutes', String(minutes), '--seed', String(seed)], {
    stdio: ['ignore', 'pipe', 'inherit'],
    signal,
  })
  let output = ''
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()))
  const [code] = (await once(child, 'close')) as [number | null]
  const line = output.trim().split('\n').at(-1) ?? ''
  const result = line.startsWith('{') ? (JSON.parse(line) as { trouble?: string[] }) : null
  const trouble = result?.trouble ?? []
  if (code !== 0 && trouble.length === 0) trouble.push(`it ended with ${code ?? 'a signal'} and no result`)
  return { trouble, result }
}
