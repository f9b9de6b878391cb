import { writeFile } from 'node:fs/promises'
import { RATE, wav } from '../harness/wav.ts'

const SECONDS = 5
const PITCH_HZ = 140
const HARMONICS = 24
const SYLLABLES_HZ = 4

/**
 * Writes what the fake microphones hear: a voice that hums without a pause. Speech
 * has pauses, in which Opus sends next to nothing, and a pause would look like an
 * interruption.
 */
export async function writeHum(path: string): Promise<void> {
  await writeFile(path, wav(hum()))
}

/** Every part repeats within whole seconds, so that the end fits the beginning. */
function hum(): Int16Array {
  return Int16Array.from({ length: RATE * SECONDS }, (_, index) => {
    const time = index / RATE
    const loudness = 0.7 + 0.3 * Math.sin(2 * Math.PI * SYLLABLES_HZ * time)
    // The pitch glides as it does in speech; a steady tone passes for background noise.
    const phase = 2 * Math.PI * PITCH_HZ * time + 6 * Math.sin(2 * Math.PI * 2 * time)
    let value = 0
    for (let harmonic = 1; harmonic <= HARMONICS; harmonic += 1) {
      value += (formants(harmonic * PITCH_HZ) * Math.sin(harmonic * phase)) / harmonic ** 0.5
    }
    return Math.round(loudness * value * 6000)
  })
}

/** Roughly the vowel of "father". */
function formants(frequency: number): number {
  const peak = (centre: number, width: number): number => 1 / (1 + ((frequency - centre) / width) ** 2)
  return peak(730, 120) + 0.6 * peak(1090, 150) + 0.2 * peak(2440, 200)
}
