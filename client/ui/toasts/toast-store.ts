import { create } from 'zustand'

/** What a toast says. */
export interface Toast {
  /** The same id replaces an earlier toast. */
  id: string
  text: string
  detail?: string
  tone?: 'plain' | 'good' | 'bad'
  /** Something to do about it. */
  action?: { label: string; run: () => void }
}

/** Toasts that were not shown yet. */
export const useToasts = create<{ waiting: readonly Toast[] }>(() => ({ waiting: [] }))

/** Takes the waiting toasts, each once. */
export function takeToasts(): readonly Toast[] {
  const { waiting } = useToasts.getState()
  if (waiting.length > 0) useToasts.setState({ waiting: [] })
  return waiting
}
