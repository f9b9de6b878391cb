interface NetworkInformation {
  addEventListener(type: 'change', listener: () => void): void
  removeEventListener(type: 'change', listener: () => void): void
}

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
  page?.addEventListener('online', changed)
  information?.addEventListener('change', changed)
  return () => {
    page?.removeEventListener('online', changed)
    information?.removeEventListener('change', changed)
  }
}
