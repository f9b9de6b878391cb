import { test } from 'node:test'
import { joinNative } from './kit/crowd.ts'
import { waitFor } from '../../tools/harness/wait-for.ts'
import type { Participant } from './kit/participant.ts'
import { scenes } from './kit/scene.ts'

// As in a large room: of many open microphones only the loudest is forwarded.
const scene = scenes(({ audio }) => {
  audio.runningMicrophones = 2
  audio.recentSpeakers = 2
  audio.loudestSpeakers = 1
})

const UNHEARD = 'Speaking, not heard now: others are louder'

/** Waits until exactly these speak, and exactly these of them are heard. */
async function marks(viewer: Participant, speaking: string, heard: string): Promise<void> {
  await waitFor(`${speaking} speak and ${heard} is heard`, async () => {
    const { tiles } = await viewer.read()
    const speakers = tiles.filter((tile) => tile.speaking === 'true')
    const labels = (list: typeof tiles): string =>
      list
        .map(({ label }) => label)
        .sort()
        .join(', ')
    const seen = [labels(speakers), labels(speakers.filter((tile) => tile.heard === 'true'))]
    return (seen[0] === speaking && seen[1] === heard) || `"${seen[0]}" speak, "${seen[1]}" are heard`
  })
}

test(
  'whoever is heard is told from whoever speaks while others are louder',
  scene(async (stage) => {
    const viewer = await stage.join('Zoe', { cameraOff: true })
    const [ada, bo, cy] = await Promise.all(['Ada', 'Bo', 'Cy'].map((name) => joinNative(stage, name)))
    const voice = await ada?.publishMicrophone({ level: -20 })
    for (const quiet of [bo, cy]) await quiet?.publishMicrophone({ level: -40 })

    await marks(viewer, 'Ada, Bo, Cy', 'Ada')
    for (const name of ['Bo', 'Cy']) await viewer.tile(name).getByRole('img', { name: UNHEARD }).waitFor()
    await viewer.press('People')
    const row = (name: string) => viewer.people.getByRole('listitem').filter({ hasText: name })
    await row('Bo').getByRole('img', { name: UNHEARD }).waitFor()
    await row('Ada').getByRole('img', { name: 'Speaking', exact: true }).waitFor()
    await viewer.tile('Ada').getByRole('img', { name: UNHEARD }).waitFor({ state: 'detached' })

    // The loudest falls silent, and one of the others is heard instead.
    voice?.source.setLevel(null)
    await waitFor('one of the others is heard', async () => {
      const { tiles } = await viewer.read()
      const heard = tiles.filter((tile) => tile.speaking === 'true' && tile.heard === 'true')
      const [only] = heard
      if (heard.length !== 1 || !only || only.label === 'Ada') return `${heard.length} are heard`
      return (await viewer.tile(only.label).getByRole('img', { name: UNHEARD }).count()) === 0 || 'marked'
    })
  }),
)
