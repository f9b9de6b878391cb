import { useEffect, useRef, type ReactNode } from 'react'
import { useShallow } from 'zustand/react/shallow'
import { KIND_OF_SOURCE, type Source } from '../../../protocol/media.ts'
import { setInterface, useInterface } from '../../store/interface.ts'
import { useMeeting, useTrack } from '../../store/meeting.ts'
import { ErrorBoundary } from '../shell/error-boundary.tsx'

/** The sound of everybody else. Apart from the tiles: people are heard whether they are seen or not. */
export function RemoteAudio(): ReactNode {
  const keys = useMeeting(
    useShallow((state) =>
      Object.keys(state.received).filter((key) => {
        const source = state.received[key]?.source
        return source !== undefined && KIND_OF_SOURCE[source] === 'audio'
      }),
    ),
  )
  return (
    <div hidden>
      {keys.map((key) => (
        <ErrorBoundary key={key} fallback={null}>
          <TrackAudio trackKey={key} />
        </ErrorBoundary>
      ))}
    </div>
  )
}

function TrackAudio({ trackKey }: { trackKey: string }): ReactNode {
  const ref = useRef<HTMLAudioElement>(null)
  const participantId = useMeeting((state) => state.received[trackKey]?.participantId ?? '')
  const source = useMeeting((state): Source => state.received[trackKey]?.source ?? 'microphone')
  const speaker = useMeeting((state) => state.local.selected.speaker)
  const isMutedForMe = useInterface((state) => state.mutedForMe.includes(participantId))
  const isBlocked = useInterface((state) => state.audioBlocked)
  const track = useTrack(participantId, source)

  useEffect(() => {
    const element = ref.current
    if (!element) return
    element.srcObject = track ? new MediaStream([track]) : null
    if (track) void play(element)
    return () => {
      element.srcObject = null
    }
  }, [track])

  useEffect(() => {
    // Somebody clicked: what was refused may play now.
    if (!isBlocked && ref.current?.srcObject && ref.current.paused) void play(ref.current)
  }, [isBlocked])

  useEffect(() => {
    const element = ref.current
    // An unplugged speaker is refused; the sound then stays where it is.
    if (element && 'setSinkId' in element) void element.setSinkId(speaker).catch(() => undefined)
  }, [speaker])

  return (
    <audio ref={ref} autoPlay muted={isMutedForMe} data-participant-id={participantId} data-source={source} />
  )
}

async function play(element: HTMLAudioElement): Promise<void> {
  try {
    await element.play()
  } catch (error) {
    if (error instanceof DOMException && error.name === 'NotAllowedError')
      setInterface({ audioBlocked: true })
  }
}
