const NOTES_HZ = [523.25, 659.25, 783.99]
const NOTE_SECONDS = 0.22

/**
 * Plays three notes. They pass through an audio element, because that is what
 * can be sent to a chosen speaker everywhere. Never rejects: where there can be no sound, there is none.
 *
 * @param speakerId - id of the speaker; empty for the default one
 */
export async function playChime(speakerId: string): Promise<void> {
  let context: AudioContext | undefined
  const element = new Audio()
  try {
    // Page extensions replace this to hide who somebody is, and some of them break it.
    context = new AudioContext()
    const output = connectNotes(context)
    element.srcObject = output.stream
    if (speakerId && 'setSinkId' in element) await element.setSinkId(speakerId)
    await element.play()
    const seconds = NOTES_HZ.length * NOTE_SECONDS + 0.5
    await new Promise((resolve) => setTimeout(resolve, seconds * 1000))
  } catch {
    // An unplugged speaker or refused sound: silence is the honest result of the test.
  } finally {
    element.srcObject = null
    await context?.close().catch(() => undefined)
  }
}

function connectNotes(context: AudioContext): MediaStreamAudioDestinationNode {
  const output = context.createMediaStreamDestination()
  NOTES_HZ.forEach((frequency, index) => playNote(context, output, frequency, index * NOTE_SECONDS))
  return output
}

function playNote(context: AudioContext, output: AudioNode, frequency: number, delay: number): void {
  const start = context.currentTime + 0.05 + delay
  const tone = new OscillatorNode(context, { frequency })
  const volume = new GainNode(context, { gain: 0 })
  // Fading in and out keeps the notes from clicking.
  volume.gain.setValueAtTime(0, start)
  volume.gain.linearRampToValueAtTime(0.25, start + 0.02)
  volume.gain.exponentialRampToValueAtTime(0.001, start + NOTE_SECONDS + 0.2)
  tone.connect(volume).connect(output)
  tone.start(start)
  tone.stop(start + NOTE_SECONDS + 0.25)
}
