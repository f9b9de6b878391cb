import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { CaptureResolution } from '../../session/state/state.ts'
import { actions, useMeeting } from '../../store/meeting.ts'
import { setPreference, usePreferences } from '../../store/preferences.ts'
import { SelectField } from '../controls/select-field.tsx'
import { SwitchRow } from '../controls/switch-row.tsx'
import { DeviceSelect } from '../prejoin/device-select.tsx'

const RESOLUTIONS: readonly CaptureResolution[] = ['180p', '360p', '720p', '1080p']

/** Camera, microphone and speaker, and how the own picture is taken and shown. */
export function DevicesSection(): ReactNode {
  const { t } = useTranslation()
  const resolution = useMeeting((state) => state.local.camera.resolution)
  const mirror = usePreferences((state) => state.mirror)
  const change = (value: string): void => {
    const chosen = RESOLUTIONS.find((candidate) => candidate === value)
    if (chosen) void actions.setResolution(chosen)
  }
  return (
    <section className="dialog-section">
      <h3>{t('settings.devices')}</h3>
      <DeviceSelect kind="camera" />
      <DeviceSelect kind="microphone" />
      <DeviceSelect kind="speaker" />
      <SelectField
        label={t('settings.resolution')}
        value={resolution}
        options={RESOLUTIONS.map((value) => ({ value, label: value }))}
        onChange={change}
      />
      <SwitchRow
        label={t('settings.mirror')}
        hint={t('settings.mirrorHint')}
        checked={mirror}
        onChange={(checked) => setPreference('mirror', checked)}
      />
    </section>
  )
}
