import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { DeviceKind } from '../../session/state/state.ts'
import { actions, useMeeting } from '../../store/meeting.ts'
import { SelectField } from '../controls/select-field.tsx'
import { deviceOptions } from './device-options.ts'

/** Chooses the device of a kind; takes effect at once. */
export function DeviceSelect({ kind }: { kind: DeviceKind }): ReactNode {
  const { t } = useTranslation()
  const devices = useMeeting((state) => state.local.devices[kind])
  const selected = useMeeting((state) => state.local.selected[kind])
  const canSelectSpeaker = useMeeting((state) => state.local.canSelectSpeaker)
  const isFixed = kind === 'speaker' && !canSelectSpeaker
  const options = isFixed
    ? [{ value: '', label: t('devices.chosenBySystem') }]
    : deviceOptions(kind, devices, t)
  const isListed = options.some((option) => option.value === selected)
  return (
    <SelectField
      label={t(`devices.${kind}`)}
      value={isListed ? selected : ''}
      options={options}
      disabled={isFixed || devices.length === 0}
      onChange={(id) => void actions.selectDevice(kind, id)}
    />
  )
}
