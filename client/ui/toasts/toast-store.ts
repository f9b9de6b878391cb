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

/** Toasts that were not shown yet, and ids of shown ones that say nothing any more. */
export const useToasts = create<{ waiting: readonly Toast[]; settled: readonly string[] }>(() => ({
  waiting: [],
  settled: [],
}))

/** Takes the waiting toasts, each once. */
export function takeToasts(): readonly Toast[] {
  const { waiting } = useToasts.getState()
  if (waiting.length > 0) useToasts.setState({ waiting: [] })
  return waiting
}

/** Takes the ids of toasts that go, each once. */
export function takeSettled(): readonly string[] {
  const { settled } = useToasts.getState()
  if (settled.length > 0) useToasts.setState({ settled: [] })
  return settled
}
