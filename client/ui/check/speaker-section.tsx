import { Volume2 } from 'lucide-react'
import { useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { checkActions, useCheck } from '../../store/check.ts'
import { playChime } from '../prejoin/chime.ts'
import { CheckSection } from './check-row.tsx'

/** A test sound, of which only the person knows whether it was heard. */
export function SpeakerSection(): ReactNode {
  const { t } = useTranslation('check')
  const heard = useCheck((state) => state.result.speaker)
  const [stage, setStage] = useState<'untried' | 'playing' | 'played'>('untried')
  const play = async (): Promise<void> => {
    if (stage === 'playing') return
    setStage('playing')
    await playChime('')
    setStage('played')
  }
  const answer = (value: boolean, text: string): ReactNode => (
    <button
      type="button"
      className="button"
      aria-pressed={heard === value}
      onClick={() => void checkActions.setHeard(value)}
    >
      {text}
    </button>
  )
  return (
    <CheckSection title={t('section.speaker')}>
      <div className="check-speaker">
        <button
          type="button"
          className="button"
          aria-disabled={stage === 'playing'}
          onClick={() => void play()}
        >
          <Volume2 size={18} aria-hidden="true" />
          <span>{t(stage === 'playing' ? 'soundPlaying' : 'soundPlay')}</span>
        </button>
        {(stage !== 'untried' || heard !== null) && (
          <div className="check-answers" role="group" aria-label={t('soundAsk')}>
            <span>{t('soundAsk')}</span>
            {answer(true, t('soundYes'))}
            {answer(false, t('soundNo'))}
          </div>
        )}
      </div>
    </CheckSection>
  )
}
