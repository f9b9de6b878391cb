import { waitFor } from '../harness/wait-for.ts'

/** Makes Node.js open its inspector on loopback, and say where on standard error. */
export const INSPECTED = '--inspect=127.0.0.1:0'

/** Memory of a process of Node.js after a full collection, in bytes. */
export interface LiveMemory {
  heap: number
  /** What JavaScript holds outside the heap, in buffers for example. */
  outside: number
  resident: number
}

interface Answer {
  id?: number
  result?: { result?: { value?: unknown } }
  error?: { message: string }
}

/** Where a process of Node.js with `INSPECTED` listens, as its standard error says; undefined before. */
export function findInspector(output: string): string | undefined {
  return /Debugger listening on (ws:\/\/\S+)/.exec(output)?.[1]
}

/**
 * Collects all garbage of a process of Node.js and tells what is left. Resident memory
 * alone says little: V8 lets it grow as long as nobody needs it.
 *
 * @param url - from `findInspector`
 */
export async function readLiveMemory(url: string): Promise<LiveMemory> {
  const expression = 'JSON.stringify(process.memoryUsage())'
  // What a first collection finalises, a second one frees.
  const usage = JSON.parse(await evaluate(url, expression, { collections: 2 })) as NodeJS.MemoryUsage
  return { heap: usage.heapUsed, outside: usage.external, resident: usage.rss }
}

/**
 * Lets a process of Node.js evaluate an expression.
 *
 * @param url - from `findInspector`
 * @param collections - how often all garbage is collected before
 * @returns the text that came out
 */
export async function evaluate(url: string, expression: string, { collections = 0 } = {}): Promise<string> {
  const socket = new WebSocket(url)
  try {
    await waitFor('the inspector of the server answers', opened(socket))
    for (let id = 1; id <= collections; id += 1) await call(socket, id, 'HeapProfiler.collectGarbage')
    const params = { expression, returnByValue: true }
    const answer = await call(socket, collections + 1, 'Runtime.evaluate', params)
    return String(answer.result?.result?.value)
  } finally {
    socket.close()
  }
}

function opened(socket: WebSocket): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.addEventListener('open', () => resolve(), { once: true })
    socket.addEventListener('error', () => reject(new Error('the inspector cannot be reached')), {
      once: true,
    })
  })
}

async function call(socket: WebSocket, id: number, method: string, params?: object): Promise<Answer> {
  const answered = new Promise<Answer>((resolve) => {
    const hear = ({ data }: MessageEvent): void => {
      const answer = JSON.parse(String(data)) as Answer
      if (answer.id !== id) return
      socket.removeEventListener('message', hear)
      resolve(answer)
    }
    socket.addEventListener('message', hear)
  })
  socket.send(JSON.stringify({ id, method, params }))
  const answer = await waitFor(`the inspector answers ${method}`, answered, { timeoutMs: 30_000 })
  if (answer.error) throw new Error(`${method}: ${answer.error.message}`)
  return answer
}
