import { Volume2 } from 'lucide-react'
import { useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useMeeting } from '../../store/meeting.ts'
import { playChime } from './chime.ts'

/** Plays a short sound through the chosen speaker. */
export function SpeakerTest(): ReactNode {
  const { t } = useTranslation()
  const speaker = useMeeting((state) => state.local.selected.speaker)
  const [isPlaying, setPlaying] = useState(false)
  const play = async (): Promise<void> => {
    setPlaying(true)
    await playChime(speaker)
    setPlaying(false)
  }
  return (
    <button type="button" className="button button-quiet" disabled={isPlaying} onClick={() => void play()}>
      <Volume2 size={18} aria-hidden="true" />
      <span>{t(isPlaying ? 'prejoin.testPlaying' : 'prejoin.testSpeaker')}</span>
    </button>
  )
}
