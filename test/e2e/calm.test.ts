import { test } from 'node:test'
import { scaled } from '../../tools/harness/machine-speed.ts'
import { steadily } from '../../tools/harness/wait-for.ts'
import { allSeeAll, hearsSomebody } from './kit/media.ts'
import type { Participant } from './kit/participant.ts'
import { scenes } from './kit/scene.ts'

const scene = scenes()

const STILL_MS = 2000

/** Complains when no frame of a tile has been decoded for two seconds. */
function stillness(viewer: Participant) {
  const last = new Map<string, { frames: number; at: number }>()
  return async (): Promise<string | undefined> => {
    const { tiles } = await viewer.read()
    for (const { label, inbound, video } of tiles) {
      if (label === viewer.name) continue
      const frames = inbound?.framesDecoded ?? 0
      const before = last.get(label)
      if (!before || frames !== before.frames) last.set(label, { frames, at: Date.now() })
      else if (Date.now() - before.at > scaled(STILL_MS)) return `${viewer.name} sees ${label} stand still`
      if (!video) return `${viewer.name} sees no picture of ${label}`
    }
    return tiles.length === 3 ? undefined : `${viewer.name} sees ${tiles.length} tiles`
  }
}

test(
  'a quiet meeting goes on without a hitch',
  scene(async ({ join }) => {
    const ada = await join('Ada', { browser: 'speaking' })
    const [bo, cy] = await Promise.all([join('Bo'), join('Cy')])
    const people = [ada, bo, cy]
    await allSeeAll(people)
    await hearsSomebody(bo)
    const watchers = people.map(stillness)
    await steadily(
      'all tiles keep decoding, and nobody complains',
      async () => {
        for (const watch of watchers) {
          const trouble = await watch()
          if (trouble) return trouble
        }
        for (const person of people) {
          const problems = await person.problems()
          if (problems.length > 0) return problems.join('; ')
        }
        return true
      },
      { forMs: 10_000 },
    )
  }),
)
