import { TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { actions, useMeeting } from '../../store/meeting.ts'
import { currentBrowser } from '../browser/browser-family.ts'
import { problemTexts } from './problem-text.ts'
import { MarkedText } from '../shell/marked-text.tsx'

/**
 * Says what keeps camera and microphone from working and how to mend it here.
 *
 * @param isCompact - whether it lies over the picture, because only the microphone fails
 */
export function ProblemNote({ isCompact }: { isCompact: boolean }): ReactNode {
  const { t, i18n } = useTranslation()
  const camera = useMeeting((state) => state.local.camera.problem)
  const microphone = useMeeting((state) => state.local.microphone.problem)
  const texts = problemTexts({ camera, microphone }, currentBrowser(), t)
  if (texts.length === 0) return null
  const canRetry = texts.some(({ problem }) => problem !== 'insecure-origin' && problem !== 'unsupported')
  return (
    <div className="problem" role="alert" data-compact={isCompact}>
      <TriangleAlert size={26} aria-hidden="true" />
      {texts.map(({ title, fixKey }) => (
        <div key={title} className="problem-text">
          <h2>{title}</h2>
          <p key={`${i18n.language} ${fixKey}`}>
            <MarkedText text={t(fixKey as 'problems.fix.insecure-origin')} element="code" />
          </p>
        </div>
      ))}
      {!isCompact && <p>{t('prejoin.joinAnyway')}</p>}
      {canRetry && (
        <button type="button" className="button" onClick={() => void actions.startPreview()}>
          {t('common.retry')}
        </button>
      )}
    </div>
  )
}
