import i18next from 'i18next'
import { useEffect, useRef } from 'react'
import { useInterface } from '../../store/interface.ts'
import { useMeeting } from '../../store/meeting.ts'
import { notify, settleToast } from '../toasts/notify.ts'
import { newcomers } from './lobby-news.ts'

/** Says in passing that a link made nobody the owner of the room, where somebody came in by it. */
export function useOwnerLinkToast(): void {
  const isRefused = useMeeting((state) => state.door.isOwnerLinkRefused)
  useEffect(() => {
    if (isRefused) notify({ id: 'owner-link', text: i18next.t('door.linkRefused'), tone: 'bad' })
  }, [isRefused])
}

/** Says in passing that somebody has come to wait; one toast, however many come. */
export function useLobbyToasts(): void {
  const lobby = useMeeting((state) => state.lobby)
  const known = useRef<ReadonlySet<string>>(new Set())
  const isListOpen = useInterface((state) => state.panel === 'people')
  const isOver = isListOpen || lobby.count === 0
  useEffect(() => {
    if (isOver) settleToast('lobby')
  }, [isOver])
  useEffect(() => {
    const news = newcomers(known.current, lobby)
    known.current = new Set(lobby.waiting.map(({ id }) => id))
    const [first] = news
    if (!first || useInterface.getState().panel === 'people') return
    const text =
      lobby.count > 1
        ? i18next.t('lobby.wait', { count: lobby.count })
        : i18next.t('lobby.waits', { name: first.name })
    notify({
      id: 'lobby',
      text,
      action: { label: i18next.t('lobby.open'), run: () => useInterface.setState({ panel: 'people' }) },
    })
  }, [lobby])
}
