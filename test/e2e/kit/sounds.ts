import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { findVoice } from '../../../scripts/bootstrap/browser.mjs'
import { RATE, wav } from '../../../tools/harness/wav.ts'

/** What a fake microphone hears. */
export type Sound = 'silence' | 'voice'

const run = promisify(execFile)

const FOLDER = join(tmpdir(), 'plenary-e2e-sounds')
// Without pauses, so that the speaker keeps speaking while a test looks.
const SPEECH = [
  'Good morning everybody and welcome to the meeting',
  'today we look at the plan for the coming weeks and at what is left of the last one',
  'please raise your hand when you have a question about any part of it',
].join(' ')
const SILENT_SECONDS = 2

/**
 * A WAV file for `--use-file-for-fake-audio-capture`. Made once for each machine.
 *
 * @throws {Error} when there is no speech synthesiser
 */
export async function soundFile(sound: Sound): Promise<string> {
  await mkdir(FOLDER, { recursive: true })
  const path = join(FOLDER, `${sound}-1.wav`)
  if (existsSync(path)) return path
  // Another test process may be making the same file.
  const draft = `${path}.${process.pid}`
  try {
    if (sound === 'silence') await writeFile(draft, wav(new Int16Array(RATE * SILENT_SECONDS)))
    else await synthesise(draft)
    await rename(draft, path)
  } finally {
    await rm(draft, { force: true })
  }
  return path
}

async function synthesise(path: string): Promise<void> {
  const synthesiser = findVoice()
  if (!synthesiser) throw new Error('The browser tests need espeak-ng. Run `npm test`, which installs it.')
  await run(synthesiser, ['-v', 'en', '-s', '165', '-a', '180', '-w', path, SPEECH])
}
