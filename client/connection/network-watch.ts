interface NetworkInformation {
  addEventListener(type: 'change', listener: () => void): void
  removeEventListener(type: 'change', listener: () => void): void
}

/** A change of network fires a handful of events; this long after one of them, in milliseconds. */
const SETTLE_MS = 50

/**
 * Hears when this device comes online again, or changes from one network to
 * another. Source: HTML standard, "online" event; W3C Network Information API.
 *
 * @returns the end of the subscription
 */
export function watchNetwork(changed: () => void): () => void {
  // Neither exists outside of a browser window.
  const page = (globalThis as { window?: Window }).window
  const information = (globalThis.navigator as { connection?: NetworkInformation } | undefined)?.connection
  let timer: ReturnType<typeof setTimeout> | undefined
  const heard = (): void => {
    clearTimeout(timer)
    timer = setTimeout(changed, SETTLE_MS)
  }
  page?.addEventListener('online', heard)
  information?.addEventListener('change', heard)
  return () => {
    clearTimeout(timer)
    page?.removeEventListener('online', heard)
    information?.removeEventListener('change', heard)
  }
}
