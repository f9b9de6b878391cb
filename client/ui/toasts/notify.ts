import { useToasts, type Toast } from './toast-store.ts'

/** Says something in passing. What shows it is fetched with the first toast. */
export function notify(toast: Toast): void {
  useToasts.setState(({ waiting }) => ({ waiting: [...waiting, toast] }))
}
