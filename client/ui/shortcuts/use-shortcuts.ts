import { useEffect } from 'react'
import { setInterface, togglePanel, useInterface } from '../../store/interface.ts'
import { actions, getMeeting } from '../../store/meeting.ts'
import { usePreferences } from '../../store/preferences.ts'
import {
  checkMaySend,
  toggleCamera,
  toggleHand,
  toggleMicrophone,
  toggleShare,
} from '../toolbar/meeting-commands.ts'
import { shortcutOf, takesKeys, takesSpace, type FocusFacts, type Shortcut } from './shortcut-keys.ts'

const COMMANDS: Readonly<Record<Exclude<Shortcut, 'talk'>, () => void>> = {
  microphone: toggleMicrophone,
  camera: toggleCamera,
  share: toggleShare,
  hand: toggleHand,
  chat: () => togglePanel('chat'),
  people: () => togglePanel('people'),
  help: () => setInterface({ dialog: 'shortcuts' }),
}

/** Lets single keys act while nobody types, and the space bar talk while it is held. */
export function useShortcuts(): void {
  const isOn = usePreferences((state) => state.shortcuts)
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      const shortcut = shortcutOf(event)
      // The list of keys is always there, or nobody could find out why they do nothing.
      if (!shortcut || event.defaultPrevented || (!isOn && shortcut !== 'help')) return
      if (useInterface.getState().dialog !== null) return
      const focus = focusFacts()
      if (shortcut === 'talk') {
        if (takesSpace(focus)) return
        event.preventDefault()
        if (!event.repeat) startTalking()
        return
      }
      if (takesKeys(focus) || event.repeat) return
      event.preventDefault()
      COMMANDS[shortcut]()
    }
    const release = (event: KeyboardEvent): void => {
      if (event.key === ' ') stopTalking()
    }
    addEventListener('keydown', press)
    addEventListener('keyup', release)
    // The release of a key is not reported to a window that lost the focus.
    addEventListener('blur', stopTalking)
    return () => {
      removeEventListener('keydown', press)
      removeEventListener('keyup', release)
      removeEventListener('blur', stopTalking)
      stopTalking()
    }
  }, [isOn])
}

function startTalking(): void {
  if (getMeeting().local.microphone.status !== 'off' || !checkMaySend('microphone')) return
  setInterface({ pushToTalk: true })
  void actions.setMicrophone(true)
}

function stopTalking(): void {
  if (!useInterface.getState().pushToTalk) return
  setInterface({ pushToTalk: false })
  void actions.setMicrophone(false)
}

function focusFacts(): FocusFacts {
  const element = document.activeElement
  return {
    tagName: element?.tagName ?? 'BODY',
    type: element?.getAttribute('type') ?? null,
    role: element?.getAttribute('role') ?? null,
    isEditable: element instanceof HTMLElement && element.isContentEditable,
  }
}
