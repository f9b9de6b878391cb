/** Whether this browser can record sound at all. */
export function canRecord(): boolean {
  return typeof MediaRecorder === 'function'
}

/**
 * Records a microphone for a while. Nothing of it leaves the page.
 *
 * @param durationMs - how long
 * @throws {Error} when the browser refuses
 */
export async function recordVoice(track: MediaStreamTrack, durationMs: number): Promise<Blob> {
  const recorder = new MediaRecorder(new MediaStream([track]))
  const parts: Blob[] = []
  const done = new Promise<Blob>((resolve, reject) => {
    recorder.addEventListener('dataavailable', ({ data }) => parts.push(data))
    recorder.addEventListener('stop', () => resolve(new Blob(parts, { type: recorder.mimeType })))
    recorder.addEventListener('error', () => reject(new Error('The recording failed.')))
  })
  recorder.start()
  setTimeout(() => {
    // It stops by itself when the track ends.
    if (recorder.state !== 'inactive') recorder.stop()
  }, durationMs)
  return await done
}

/**
 * Plays a recording through the speaker of the system, until its end.
 *
 * @throws {Error} when the browser refuses
 */
export async function playVoice(recording: Blob): Promise<void> {
  const url = URL.createObjectURL(recording)
  try {
    const audio = new Audio(url)
    const ended = new Promise<void>((resolve, reject) => {
      audio.addEventListener('ended', () => resolve(), { once: true })
      audio.addEventListener('error', () => reject(new Error('The recording cannot be played.')), {
        once: true,
      })
    })
    await audio.play()
    await ended
  } finally {
    URL.revokeObjectURL(url)
  }
}
