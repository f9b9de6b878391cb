import { ChevronUp } from 'lucide-react'
import { Toolbar } from 'radix-ui'
import type { ReactNode } from 'react'
import type { DeviceKind } from '../../session/state/state.ts'
import { LateOpener } from '../controls/late-opener.tsx'

interface DeviceMenuOpenerProps {
  name: string
  kinds: readonly DeviceKind[]
}

/** The caret beside a toggle: chooses the device without leaving the meeting. */
export function DeviceMenuOpener({ name, kinds }: DeviceMenuOpenerProps): ReactNode {
  return (
    <LateOpener
      opens="menu"
      popup={({ DeviceMenu }, opener) => <DeviceMenu kinds={kinds}>{opener}</DeviceMenu>}
    >
      <Toolbar.Button className="caret" aria-label={name} title={name}>
        <ChevronUp size={16} aria-hidden="true" />
      </Toolbar.Button>
    </LateOpener>
  )
}
