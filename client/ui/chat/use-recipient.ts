import { setInterface, useInterface } from '../../store/interface.ts'
import { useMeeting } from '../../store/meeting.ts'
import type { Recipient } from './recipient-options.ts'

/** Who reads the next message. */
export interface ChosenRecipient extends Recipient {
  /** They are not in the room any more, so that nothing can be sent. */
  isGone: boolean
}

/** Who reads the next message; null for everybody. */
export function useRecipient(): ChosenRecipient | null {
  const id = useInterface((state) => state.recipient)
  const name = useRecipientName(id)
  const isGone = useMeeting(({ participants, isWhole, unlisted, chat }) => {
    if (participants[id]) return false
    if (isWhole) return unlisted === 0
    // In a large room this page may never have been told of them: the server says when they are gone.
    return chat.pending.some(({ to, refusal }) => to === id && refusal?.code === 'recipient_gone')
  })
  return id === '' ? null : { id, name, isGone }
}

/** Name of somebody to whom a private message goes, or was to go. */
export function useRecipientName(id: string): string {
  const chosen = useInterface((state) => state.recipientNames[id])
  return useMeeting((state) => state.participants[id]?.name) ?? chosen ?? ''
}

/** Chooses who reads the next message; null for everybody. */
export function chooseRecipient(recipient: Recipient | null): void {
  const { recipientNames } = useInterface.getState()
  setInterface(
    recipient
      ? { recipient: recipient.id, recipientNames: { ...recipientNames, [recipient.id]: recipient.name } }
      : { recipient: '' },
  )
}
