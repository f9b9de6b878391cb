import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { evaluate } from './inspector.ts'

/**
 * Classes of which no object may be alive while all rooms are empty: ours, and those of
 * mediasoup. A gauge counts what is in a list; this finds what left the list and is still held.
 */
export const MORTAL = [
  'Room',
  'Seat',
  'RouterImpl',
  'WebRtcTransportImpl',
  'PipeTransportImpl',
  'ProducerImpl',
  'ConsumerImpl',
  'DataProducerImpl',
  'DataConsumerImpl',
] as const

/** The part of a heap snapshot of V8 that counting needs. */
export interface HeapSnapshot {
  snapshot: { meta: { node_fields: string[]; node_types: [string[], ...unknown[]] } }
  nodes: number[]
  strings: string[]
}

/** How many objects of each class are alive. */
export interface LiveObjects {
  counts: Record<string, number>
  /** Classes that the program does not have, so that nobody knows. */
  missing: string[]
}

/** Counts objects in a server after a full collection, with which every snapshot begins. */
export async function countLiveObjects(inspector: string): Promise<LiveObjects> {
  const folder = await mkdtemp(join(tmpdir(), 'plenary-heap-'))
  try {
    const file = join(folder, 'server.heapsnapshot')
    await evaluate(inspector, `process.getBuiltinModule('v8').writeHeapSnapshot(${JSON.stringify(file)})`)
    return countIn(JSON.parse(await readFile(file, 'utf8')) as HeapSnapshot)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** Counts the objects of these classes in a snapshot. */
export function countIn({ snapshot, nodes, strings }: HeapSnapshot): LiveObjects {
  const { node_fields: fields, node_types: types } = snapshot.meta
  const [type, name] = [fields.indexOf('type'), fields.indexOf('name')]
  const object = types[0].indexOf('object')
  const known = new Set(strings)
  const counts = Object.fromEntries(MORTAL.filter((one) => known.has(one)).map((one) => [one, 0]))
  for (let node = 0; node < nodes.length; node += fields.length) {
    if (nodes[node + type] !== object) continue
    const called = strings[nodes[node + name] ?? -1] ?? ''
    if (Object.hasOwn(counts, called)) counts[called] = (counts[called] ?? 0) + 1
  }
  return { counts, missing: MORTAL.filter((one) => !known.has(one)) }
}

/** What is wrong, in words; nothing when all is well. */
export function describeLiveObjects({ counts, missing }: LiveObjects): string[] {
  return [
    ...Object.entries(counts).flatMap(([name, count]) =>
      count === 0 ? [] : [`${count} objects of ${name} are held although nobody is inside`],
    ),
    ...missing.map((name) => `the server has no class ${name}`),
  ]
}
