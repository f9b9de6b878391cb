import { useSyncExternalStore } from 'react'

// The history API has no event of its own for `pushState`.
const listeners = new Set<() => void>()

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  addEventListener('popstate', listener)
  return () => {
    listeners.delete(listener)
    removeEventListener('popstate', listener)
  }
}

function announce(): void {
  for (const listener of listeners) listener()
}

/** The current path; re-renders when it changes. */
export function usePathname(): string {
  return useSyncExternalStore(subscribe, () => location.pathname)
}

/** Goes to another page of this client without loading it anew. */
export function navigate(path: string): void {
  history.pushState(null, '', path)
  scrollTo(0, 0)
  announce()
}

/** Corrects the address without a step in the history. */
export function replacePath(path: string): void {
  history.replaceState(null, '', path)
  announce()
}
