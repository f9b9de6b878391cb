import assert from 'node:assert/strict'
import { Directory } from '../../tools/load/directory.ts'
import { it } from 'node:test'
import { Measures, mergeMeasures } from '../../tools/load/measures.ts'
import { MeetingClient } from '../../tools/load/meeting-client.ts'
import type { ClientContext } from '../../tools/load/client.ts'
import { Speech } from '../../tools/load/speech.ts'
import { waitFor } from '../../tools/harness/wait-for.ts'
import { startServer } from '../kit/server.ts'

const CAST = { participants: 3, publishers: 3, speakers: 0 }

function createContext(url: string): ClientContext {
  return {
    workload: {
      url,
      room: 'load',
      cast: CAST,
      audio: false,
      video: true,
      view: 1,
      bitrate: 100,
      frameRate: 20,
      insecureTls: false,
      samplesMedia: true,
    },
    measures: new Measures(),
    speech: new Speech(CAST, { isSteady: false }),
    idleCameras: new Set(),
    directory: new Directory(),
    lost: () => undefined,
  }
}

it('times how long a camera that slept takes to wake when somebody turns to it, and no other', async (t) => {
  const server = await startServer(t)
  const context = createContext(server.url)
  const clients = [0, 1, 2].map((index) => new MeetingClient(index, context))
  t.after(() => clients.forEach((client) => client.close()))
  for (const client of clients) await client.join()
  const [viewer] = clients
  assert.ok(viewer)
  // The first two show each other, the third one shows the first.
  await waitFor(() =>
    context.idleCameras.size === 1 ? undefined : `${context.idleCameras.size} cameras are idle`,
  )
  await viewer.watch()
  context.measures.take()
  const turn = async () => {
    viewer.turnPage()
    const parts = [context.measures.take()]
    await waitFor(() => {
      parts.push(context.measures.take())
      return mergeMeasures(parts).pageTurn.count === 1 ? undefined : 'the new picture has not begun'
    })
    return mergeMeasures(parts).pageWake
  }
  const woken = await turn()
  assert.equal(woken.count, 1)
  assert.equal(context.idleCameras.size, 0)
  // Back at once: the camera of the second one has not been told to stop yet.
  assert.equal((await turn()).count, 0)
})
