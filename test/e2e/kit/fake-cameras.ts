/// <reference lib="dom" />

/**
 * Runs in the page before its scripts. Chromium's second fake camera is a depth
 * camera: its pictures can be shown, but no encoder takes them. It is left out, so
 * that whoever takes the next camera gets one that works.
 */
export function hideDepthCamera(): void {
  const { mediaDevices } = navigator
  if (!mediaDevices) return
  const enumerateDevices = mediaDevices.enumerateDevices.bind(mediaDevices)
  mediaDevices.enumerateDevices = async () =>
    (await enumerateDevices()).filter(({ label }) => label !== 'fake_device_1')
}
