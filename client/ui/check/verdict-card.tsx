import { CircleAlert, CircleCheck, Copy, TriangleAlert } from 'lucide-react'
import { useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { CheckVerdict } from '../../../protocol/check-verdict.ts'
import { shownCheckCode } from '../../../protocol/checks.ts'
import { checkActions, useCheck } from '../../store/check.ts'
import { failureText } from '../shell/failure-text.ts'

/** With these a meeting goes on, less well. */
const MILD: readonly CheckVerdict[] = [
  'relay-only',
  'tcp-only',
  'slow-line',
  'high-delay',
  'old-browser',
  'silent-microphone',
  'no-sound',
  'no-camera',
]

/** What the check comes down to, what to do first, and the code for whoever helps. */
export function VerdictCard(): ReactNode {
  const { t } = useTranslation('check')
  const verdict = useCheck((state) => state.verdict)
  const tone = toneOf(verdict)
  return (
    <div className="check-verdict" data-tone={tone}>
      {ICONS[tone]}
      <div>
        {verdict ? (
          <>
            <h2>{t(`verdict.${verdict}.title`)}</h2>
            <p>{t(`verdict.${verdict}.fix`)}</p>
          </>
        ) : (
          <Failure />
        )}
        <Code />
        <button type="button" className="button" onClick={() => void checkActions.start()}>
          {t('again')}
        </button>
      </div>
    </div>
  )
}

const ICONS = {
  good: <CircleCheck size={26} aria-hidden="true" />,
  mild: <TriangleAlert size={26} aria-hidden="true" />,
  bad: <CircleAlert size={26} aria-hidden="true" />,
} as const

function toneOf(verdict: CheckVerdict | null): keyof typeof ICONS {
  if (verdict === 'good') return 'good'
  return verdict !== null && MILD.includes(verdict) ? 'mild' : 'bad'
}

/** Nothing could be checked. */
function Failure(): ReactNode {
  const { t } = useTranslation('check')
  const { t: common } = useTranslation()
  const problem = useCheck((state) => state.problem)
  const known = { unreachable: t('failed.unreachable'), 'old-browser': t('failed.browser') }
  return (
    <>
      <h2>{t('failed.title')}</h2>
      <p>{typeof problem === 'string' ? known[problem] : problem && failureText(problem, common)}</p>
    </>
  )
}

function Code(): ReactNode {
  const { t } = useTranslation('check')
  const code = useCheck((state) => state.code)
  const [copied, setCopied] = useState<'not' | 'copied' | 'failed'>('not')
  if (code === null) return null
  const shown = shownCheckCode(code)
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(shown)
      setCopied('copied')
    } catch {
      setCopied('failed')
    }
  }
  return (
    <div className="check-code" role="group" aria-label={t('code.label')}>
      <p>
        <span>{t('code.label')}</span>
        <code>{shown}</code>
        <button type="button" className="icon-button" aria-label={t('code.copy')} onClick={() => void copy()}>
          <Copy size={18} aria-hidden="true" />
        </button>
      </p>
      <p className="check-hint" aria-live="polite">
        {copied === 'not' ? t('code.hint') : t(`code.${copied}`)}
      </p>
    </div>
  )
}
