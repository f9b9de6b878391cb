import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { chunksOfWayIn } from './vite-chunks.ts'

const START = '/x/client/main.tsx'
const ROOM = '/x/client/ui/room/room-page.tsx'
const MEETING = '/x/client/ui/meeting/meeting-page.tsx'
const LIBRARY = '/x/node_modules/library/index.js'

function graphOf(imports: Readonly<Record<string, readonly string[]>>) {
  return {
    getModuleInfo: (id: string) => (imports[id] === undefined ? null : { importedIds: imports[id] }),
  }
}

describe('the files of the way into a meeting', () => {
  it('hold what the first step needs that needs it, also where modules import each other', () => {
    const graph = graphOf({
      [START]: ['/x/client/a.ts'],
      '/x/client/a.ts': ['/x/client/b.ts'],
      '/x/client/b.ts': ['/x/client/a.ts'],
      [ROOM]: ['/x/client/b.ts', '/x/client/c.ts'],
      [MEETING]: ['/x/client/c.ts', '/x/client/d.ts'],
    })
    const chunkOf = chunksOfWayIn('/x/')
    const chunks = ['a', 'b', 'c', 'd', 'e'].map((name) => chunkOf(`/x/client/${name}.ts`, graph))
    assert.deepEqual(chunks, ['start', 'start', 'room', 'meeting-page', null])
  })

  it('leave libraries to the bundler, and begin anew with each build', () => {
    const chunkOf = chunksOfWayIn('/x/')
    assert.equal(chunkOf(LIBRARY, graphOf({ [START]: [LIBRARY], [LIBRARY]: [] })), null)
    assert.equal(chunkOf('/x/client/a.ts', graphOf({ [START]: ['/x/client/a.ts'] })), 'start')
    assert.equal(chunkOf('/x/client/a.ts', graphOf({ [ROOM]: ['/x/client/a.ts'] })), 'room')
  })
})
