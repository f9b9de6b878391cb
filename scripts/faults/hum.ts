import { writeFile } from 'node:fs/promises'

const RATE = 48_000
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

/** 16 bit PCM, one channel. Source: Microsoft, "Multimedia Programming Interface", RIFF WAVE. */
function wav(samples: Int16Array): Buffer {
  const bytes = samples.byteLength
  const header = Buffer.alloc(44)
  header.write('RIFF', 0, 'latin1')
  header.writeUInt32LE(36 + bytes, 4)
  header.write('WAVEfmt ', 8, 'latin1')
  header.writeUInt32LE(16, 16)
  header.writeUInt16LE(1, 20)
  header.writeUInt16LE(1, 22)
  header.writeUInt32LE(RATE, 24)
  header.writeUInt32LE(RATE * 2, 28)
  header.writeUInt16LE(2, 32)
  header.writeUInt16LE(16, 34)
  header.write('data', 36, 'latin1')
  header.writeUInt32LE(bytes, 40)
  return Buffer.concat([header, Buffer.from(samples.buffer)])
}
