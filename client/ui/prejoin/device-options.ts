import type { TFunction } from 'i18next'
import type { DeviceInfo, DeviceKind } from '../../session/state/state.ts'
import type { SelectOption } from '../controls/select-field.tsx'

/**
 * The list of devices of a kind. The default comes first, and a chosen device
 * that is unplugged at the moment is not lost from the list's value.
 */
export function deviceOptions(
  kind: DeviceKind,
  devices: readonly DeviceInfo[],
  t: TFunction,
): SelectOption[] {
  const named = devices.filter((device) => device.id !== '' && device.id !== 'default')
  if (named.length === 0) {
    return [{ value: '', label: t(devices.length === 0 ? 'devices.none' : 'devices.default') }]
  }
  const options = named.map((device, index) => ({
    value: device.id,
    // Browsers hide the labels until permission is given.
    label: device.label || t('devices.unnamed', { kind: t(`devices.${kind}`), number: index + 1 }),
  }))
  return [{ value: '', label: t('devices.default') }, ...options]
}
