import i18next from 'i18next'
import { useEffect, useRef } from 'react'
import { useShallow } from 'zustand/react/shallow'
import { PROMINENT_HANDS_MAX, PROMINENT_SCREENS_MAX } from '../../../protocol/limits.ts'
import { useInterface } from '../../store/interface.ts'
import { getMeeting, useMeeting } from '../../store/meeting.ts'
import { sharingOthers } from '../../store/selectors.ts'
import { currentBrowser } from '../browser/browser-family.ts'
import { fixKey } from '../prejoin/problem-text.ts'
import { notify } from '../toasts/notify.ts'
import { newsOf, type NewsFacts } from './news.ts'

const PREVIEW_LENGTH = 120
/** After a join the server has named all hands and screens that it tells of within this time. */
const NAMING_MS = 5_000

/** Says in passing what happened elsewhere: few things, and only while they are news. */
export function useMeetingToasts(): void {
  useHandToasts()
  useShareToasts()
  usePrivateMessageToasts()
  useProblemToasts()
  useUplinkToasts()
}

function useHandToasts(): void {
  const raised = useMeeting(
    useShallow((state) => state.order.filter((id) => state.participants[id]?.handRaisedAt != null)),
  )
  useNews(raised, PROMINENT_HANDS_MAX, (id) => {
    const name = getMeeting().participants[id]?.name
    if (name) notify({ id: `hand-${id}`, text: i18next.t('meeting.toasts.handRaised', { name }) })
  })
}

function useShareToasts(): void {
  const sharing = useMeeting(useShallow(sharingOthers))
  useNews(sharing, PROMINENT_SCREENS_MAX, (id) => {
    const name = getMeeting().participants[id]?.name
    if (name) notify({ id: `share-${id}`, text: i18next.t('meeting.toasts.sharingStarted', { name }) })
  })
}

function usePrivateMessageToasts(): void {
  const latest = useMeeting((state) =>
    state.chat.messages.findLast(({ privateSeq }) => privateSeq !== undefined),
  )
  const isReady = useMeeting((state) => state.chat.ready)
  const seen = useRef<number>(undefined)
  useEffect(() => {
    const seq = latest?.privateSeq ?? 0
    // What was written before one came is history, not news.
    const isNews = seen.current !== undefined && seq > seen.current
    if (isReady) seen.current = seq
    if (!isNews || !latest?.to || latest.from === getMeeting().self?.id) return
    if (useInterface.getState().panel === 'chat') return
    notify({
      id: latest.id,
      text: i18next.t('meeting.toasts.privateMessage', { name: latest.fromName }),
      detail: latest.text.slice(0, PREVIEW_LENGTH),
    })
  }, [latest, isReady])
}

function useProblemToasts(): void {
  const camera = useMeeting((state) => state.local.camera.problem)
  const microphone = useMeeting((state) => state.local.microphone.problem)
  const screen = useMeeting((state) => state.local.screen.problem)
  const before = useRef({ camera, microphone, screen })
  useEffect(() => {
    const was = before.current
    before.current = { camera, microphone, screen }
    const tell = (id: string, text: string, fix: string): void =>
      notify({ id, text, detail: i18next.t(fix, { defaultValue: '' }).replace(/<\/?\d>/g, ''), tone: 'bad' })
    const browser = currentBrowser()
    if (camera && camera !== was.camera) {
      tell('camera', i18next.t(`problems.title.camera.${camera}`), fixKey(camera, browser))
    }
    if (microphone && microphone !== was.microphone) {
      tell('microphone', i18next.t(`problems.title.microphone.${microphone}`), fixKey(microphone, browser))
    }
    if (screen && screen !== was.screen) {
      const fix = screen === 'blocked-by-policy' ? fixKey(screen, browser) : 'problems.fix.screen'
      tell('screen', i18next.t('problems.title.screen'), fix)
    }
  }, [camera, microphone, screen])
}

function useUplinkToasts(): void {
  const exceeded = useMeeting((state) => state.uplinkExceeded)
  useEffect(() => {
    if (!exceeded || exceeded.action === 'resumed') return
    notify({ id: 'uplink', text: i18next.t(`meeting.toasts.uplink.${exceeded.action}`), tone: 'bad' })
  }, [exceeded])
}

/**
 * Calls back for each id of whom something became true; what a join found is no news.
 *
 * @param most - of so many the server tells in a room of any size
 */
function useNews(ids: readonly string[], most: number, tell: (id: string) => void): void {
  // The list of a join comes in parts, and so does that of a room that has become small.
  const isSettled = useMeeting((state) => state.unlisted === 0)
  const isConnected = useMeeting((state) => state.connection === 'connected')
  const order = useMeeting((state) => state.order)
  const known = useRef<NewsFacts>(undefined)
  const connectedAt = useRef(0)
  const telling = useRef(tell)
  useEffect(() => {
    connectedAt.current = performance.now()
  }, [isConnected])
  useEffect(() => {
    if (!isSettled) return
    const before = known.current
    known.current = { ids, known: order, isWhole: getMeeting().isWhole }
    if (!before) return
    const areNamed = performance.now() - connectedAt.current > NAMING_MS
    for (const id of newsOf(before, known.current, areNamed ? most : 0)) telling.current(id)
  }, [ids, most, order, isSettled])
}
