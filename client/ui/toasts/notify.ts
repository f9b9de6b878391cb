import { useToasts, type Toast } from './toast-store.ts'

/** Says something in passing. What shows it is fetched with the first toast. */
export function notify(toast: Toast): void {
  useToasts.setState(({ waiting, settled }) => ({
    waiting: [...waiting, toast],
    settled: settled.filter((id) => id !== toast.id),
  }))
}

/** What a toast said is seen to: it goes, shown or not. */
export function settleToast(id: string): void {
  useToasts.setState(({ waiting, settled }) => ({
    waiting: waiting.filter((toast) => toast.id !== id),
    settled: [...settled.filter((other) => other !== id), id],
  }))
}
