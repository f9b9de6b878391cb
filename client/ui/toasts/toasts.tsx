import { useState, type ReactNode } from 'react'
import { lazyPart } from '../shell/lazy-part.tsx'
import { useToasts } from './toast-store.ts'

const ToastList = lazyPart(async () => (await import('./toast-list.tsx')).ToastList)

/** The place of the toasts; empty, and not even loaded, before the first one. */
export function Toasts(): ReactNode {
  const isWaiting = useToasts((state) => state.waiting.length > 0)
  const [isNeeded, setNeeded] = useState(false)
  if (isWaiting && !isNeeded) setNeeded(true)
  return isNeeded ? <ToastList /> : null
}
