import { useSyncExternalStore } from 'react'
import { pageBase, pathBelow, pathFrom } from '../../page-base.ts'

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

/** The current path below the prefix of the server; re-renders when it changes. */
export function usePathname(): string {
  return useSyncExternalStore(subscribe, () => pathBelow(location.pathname, pageBase()))
}

/** The address of a path, below the prefix of the server. */
export function hrefOf(path: string): string {
  return pathFrom(path, pageBase())
}

/** Goes to another page of this client without loading it anew. */
export function navigate(path: string): void {
  history.pushState(null, '', hrefOf(path))
  scrollTo(0, 0)
  announce()
}

/** Corrects the address without a step in the history. */
export function replacePath(path: string): void {
  history.replaceState(null, '', hrefOf(path))
  announce()
}
