import { Mic } from 'lucide-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { CheckDevice } from '../../../protocol/checks.ts'
import { checkActions, useCheck, watchCheckLevel } from '../../store/check.ts'
import { usePreferences } from '../../store/preferences.ts'
import { LevelBar } from '../audio/level-bar.tsx'
import { currentBrowser } from '../browser/browser-family.ts'
import { fixKey } from '../prejoin/problem-text.ts'
import { MarkedText } from '../shell/marked-text.tsx'
import { useVideoTrack } from '../stage/use-video-track.ts'
import { CheckRow, CheckSection, type RowState } from './check-row.tsx'

/** Camera and microphone: the picture, the level, and what is wrong with them. */
export function DevicesSection(): ReactNode {
  const { t } = useTranslation('check')
  const { camera, microphone } = useCheck((state) => state.result)
  return (
    <CheckSection title={t('section.devices')}>
      <Picture />
      <ul>
        <DeviceRow device="camera" outcome={camera} />
        <DeviceRow device="microphone" outcome={microphone} />
      </ul>
      {(microphone === 'works' || microphone === 'silent') && <Voice />}
    </CheckSection>
  )
}

function Picture(): ReactNode {
  const { t } = useTranslation('check')
  const { ref, hasFrame, onFrame } = useVideoTrack(useCheck((state) => state.picture))
  const mirror = usePreferences((state) => state.mirror)
  return (
    <video
      ref={ref}
      className="check-picture"
      data-shown={hasFrame}
      data-mirrored={mirror}
      aria-label={t('picture')}
      muted
      autoPlay
      playsInline
      onLoadedData={onFrame}
      onResize={onFrame}
    />
  )
}

function DeviceRow({
  device,
  outcome,
}: {
  device: 'camera' | 'microphone'
  outcome: CheckDevice
}): ReactNode {
  const { t } = useTranslation('check')
  const { t: common } = useTranslation()
  const isBusy = useCheck((state) => state.phase === 'devices')
  const row = (state: RowState, value: string): ReactNode => (
    <CheckRow name={t(device)} state={state} value={value} />
  )
  if (outcome === 'works') return row('good', t('works'))
  if (outcome === 'silent') return row('warning', t('silent'))
  if (outcome === 'untried') return row(isBusy ? 'busy' : 'none', t('waiting'))
  const fix = common(fixKey(outcome, currentBrowser()) as 'problems.fix.unknown')
  return (
    <CheckRow name={t(device)} state="bad" value={common(`problems.title.${device}.${outcome}`)}>
      <p className="check-fix">
        <MarkedText text={fix} element="code" />
      </p>
    </CheckRow>
  )
}

/** How loud the microphone hears, and a recording to judge it by. */
function Voice(): ReactNode {
  const { t } = useTranslation('check')
  const voice = useCheck((state) => state.voice)
  const text = { idle: 'record', failed: 'record', recording: 'recording', playing: 'playing' } as const
  return (
    <div className="check-voice">
      <LevelBar className="check-meter" label={t('level')} watch={watchCheckLevel} />
      {voice !== 'unavailable' && (
        <button
          type="button"
          className="button"
          aria-disabled={voice === 'recording' || voice === 'playing'}
          onClick={() => void checkActions.tryVoice()}
        >
          <Mic size={18} aria-hidden="true" />
          <span aria-live="polite">{t(text[voice])}</span>
        </button>
      )}
      {voice === 'failed' && <p className="check-fix">{t('recordFailed')}</p>}
    </div>
  )
}
