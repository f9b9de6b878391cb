import type { TFunction } from 'i18next'
import type { DeviceInfo, DeviceKind } from '../../session/state/state.ts'
import type { SelectOption } from '../controls/select-field.tsx'

/**
 * The list of devices of a kind. The default comes first, and a chosen device
 * that is unplugged at the moment is not lost from the list's value. Browsers play sound
 * through speakers that they do not list: Firefox lists none before its own dialog has
 * chosen one (W3C Audio Output Devices API), others none before a permission is given.
 */
export function deviceOptions(
  kind: DeviceKind,
  devices: readonly DeviceInfo[],
  t: TFunction,
): SelectOption[] {
  const named = devices.filter((device) => device.id !== '' && device.id !== 'default')
  if (named.length === 0) {
    if (devices.length > 0) return [{ value: '', label: t('devices.default') }]
    return [{ value: '', label: t(kind === 'speaker' ? 'devices.chosenBySystem' : 'devices.none') }]
  }
  const options = named.map((device, index) => ({
    value: device.id,
    // Browsers hide the labels until permission is given.
    label: device.label || t('devices.unnamed', { kind: t(`devices.${kind}`), number: index + 1 }),
  }))
  return [{ value: '', label: t('devices.default') }, ...options]
}
