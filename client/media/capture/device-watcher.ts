import type { DeviceInfo, DeviceKind } from '../media-types.ts'

/** Devices that can be chosen, by kind. */
export type DeviceLists = Readonly<Record<DeviceKind, readonly DeviceInfo[]>>

const KIND_OF_DEVICE: Readonly<Record<MediaDeviceKind, DeviceKind>> = {
  videoinput: 'camera',
  audioinput: 'microphone',
  audiooutput: 'speaker',
}

// Chromium lists its defaults once more under these names; an empty choice
// already means them.
const ALIASES: ReadonlySet<string> = new Set(['', 'default', 'communications'])

/**
 * Keeps the list of devices current: what is plugged in or out, and the labels
 * once permission is given. Source: W3C Media Capture and Streams, "devicechange".
 */
export class DeviceWatcher {
  readonly #devices: MediaDevices | undefined
  readonly #changed: (lists: DeviceLists) => void
  readonly #refreshSoon = (): void => void this.refresh()
  #started = false

  constructor(
    changed: (lists: DeviceLists) => void,
    devices: MediaDevices | undefined = globalThis.navigator?.mediaDevices,
  ) {
    this.#changed = changed
    this.#devices = devices
  }

  /** Starts to watch; further calls only read the list again. */
  async start(): Promise<void> {
    if (!this.#started) {
      this.#started = true
      this.#devices?.addEventListener('devicechange', this.#refreshSoon)
      void this.#watchPermissions()
    }
    await this.refresh()
  }

  /** Reads the list again, for example after a device was opened for the first time. */
  async refresh(): Promise<void> {
    const found = await this.#devices?.enumerateDevices().catch(() => undefined)
    if (found) this.#changed(listDevices(found))
  }

  /** A permission that was given in the browser's own settings shows in the labels. */
  async #watchPermissions(): Promise<void> {
    for (const name of ['camera', 'microphone'] as const) {
      try {
        const status = await navigator.permissions.query({ name })
        status.addEventListener('change', this.#refreshSoon)
      } catch {
        // Not every browser answers for these names; the list then follows the capture.
      }
    }
  }
}

/** Sorts what the browser found by kind, without its aliases. */
export function listDevices(found: readonly MediaDeviceInfo[]): DeviceLists {
  const lists: Record<DeviceKind, DeviceInfo[]> = { camera: [], microphone: [], speaker: [] }
  for (const { kind, deviceId, label } of found) {
    if (!ALIASES.has(deviceId)) lists[KIND_OF_DEVICE[kind]].push({ id: deviceId, label })
  }
  return lists
}

/** Whether sound can be sent to a chosen device. Source: W3C Audio Output Devices API. */
export function canSelectSpeaker(): boolean {
  return typeof HTMLMediaElement !== 'undefined' && 'setSinkId' in HTMLMediaElement.prototype
}

/**
 * What the browser remembers about a permission.
 *
 * @returns undefined where it does not tell
 */
export async function readPermission(name: 'camera' | 'microphone'): Promise<PermissionState | undefined> {
  try {
    return (await navigator.permissions.query({ name })).state
  } catch {
    return undefined
  }
}
