// Nothing else has it in pages. Firefox shows one picture of a track that replaces another, and
// then stands still.
const IS_CHROMIUM = 'MediaStreamTrackProcessor' in globalThis

/**
 * Shows a received track in a video element, each picture as soon as it is decoded.
 *
 * Chromium shows received video at the rhythm of its pictures. A screen that stands still
 * comes once a second, so the first picture after a change was held back until the old one
 * had been on the screen for its whole second. An element that began with a local track
 * knows no rhythm, and keeps that when the track is replaced.
 * Source: Chromium, `WebMediaPlayerMSCompositor` and `VideoRendererAlgorithm`.
 */
export function showPromptly(video: HTMLVideoElement, track: MediaStreamTrack): void {
  if (!IS_CHROMIUM) {
    video.srcObject = new MediaStream([track])
    return
  }
  const canvas = document.createElement('canvas')
  // Without a context there is nothing to capture.
  canvas.getContext('2d')
  const stream = canvas.captureStream(0)
  const replace = (): void => {
    for (const local of stream.getTracks()) stream.removeTrack(local)
    stream.addTrack(track)
  }
  // By then the element has chosen how it shows.
  video.addEventListener('loadstart', replace, { once: true })
  video.srcObject = stream
}
