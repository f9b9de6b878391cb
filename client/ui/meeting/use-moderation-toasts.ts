import i18next from 'i18next'
import { useEffect, useRef } from 'react'
import type { Moderated } from '../../../protocol/index.ts'
import { getMeeting, useMeeting } from '../../store/meeting.ts'
import { isDecider } from '../../store/permissions.ts'
import { notify } from '../toasts/notify.ts'

/** Says in passing what hosts did to this person. What waits for an answer is said elsewhere. */
export function useModerationToasts(): void {
  const latest = useMeeting((state) => state.moderation.latest)
  const isSpotlit = useMeeting((state) => state.self !== null && state.spotlight.includes(state.self.id))
  const wasSpotlit = useRef(isSpotlit)
  useEffect(() => {
    const text = latest && toldText(latest)
    if (text) notify({ id: `told-${latest.what.kind}`, text })
  }, [latest])
  useEffect(() => {
    if (isSpotlit && !wasSpotlit.current)
      notify({ id: 'spotlit', text: i18next.t('moderation.told.spotlit') })
    wasSpotlit.current = isSpotlit
  }, [isSpotlit])
  useEffect(() => {
    const state = getMeeting()
    if (state.rules.startMuted && !isDecider(state) && state.memory === null)
      notify({ id: 'started-muted', text: i18next.t('moderation.told.startedMuted') })
  }, [])
}

function toldText({ by: { name }, what }: Moderated): string | null {
  switch (what.kind) {
    case 'stopped':
      return what.source === 'screen-audio' ? null : i18next.t(`moderation.told.${what.source}`, { name })
    case 'renamed':
      return i18next.t('moderation.told.renamed', { name, to: what.name })
    case 'role':
      return i18next.t(`moderation.told.${what.role}`)
    case 'hand-lowered':
      return i18next.t('moderation.told.handLowered', { name })
    case 'asked':
      return null
  }
}
