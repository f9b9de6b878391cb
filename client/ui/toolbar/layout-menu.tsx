import { Check, LayoutGrid, LayoutPanelLeft, Spotlight, WandSparkles } from 'lucide-react'
import { DropdownMenu } from 'radix-ui'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { LayoutChoice } from '../../../protocol/index.ts'
import { setInterface, useInterface } from '../../store/interface.ts'
import '../styles/popover.css'

const CHOICES: readonly { value: LayoutChoice; icon: ReactNode }[] = [
  { value: 'automatic', icon: <WandSparkles size={18} aria-hidden="true" /> },
  { value: 'grid', icon: <LayoutGrid size={18} aria-hidden="true" /> },
  { value: 'speaker', icon: <LayoutPanelLeft size={18} aria-hidden="true" /> },
  { value: 'spotlight', icon: <Spotlight size={18} aria-hidden="true" /> },
]

/** Chooses how people are arranged. The child is its opener. */
export function LayoutMenu({ children }: { children: ReactNode }): ReactNode {
  const { t } = useTranslation()
  const layout = useInterface((state) => state.layout)
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger asChild>{children}</DropdownMenu.Trigger>
      <DropdownMenu.Content className="menu" side="top" sideOffset={8} collisionPadding={8} loop>
        <DropdownMenu.RadioGroup
          value={layout}
          aria-label={t('meeting.controls.layout')}
          onValueChange={(value) => setInterface({ layout: value as LayoutChoice, pins: [], page: 0 })}
        >
          {CHOICES.map(({ value, icon }) => (
            <DropdownMenu.RadioItem key={value} className="menu-item" value={value}>
              {icon}
              <span className="menu-grow">{t(`meeting.layout.${value}`)}</span>
              <span className="menu-check">
                <DropdownMenu.ItemIndicator>
                  <Check size={18} aria-hidden="true" />
                </DropdownMenu.ItemIndicator>
              </span>
            </DropdownMenu.RadioItem>
          ))}
        </DropdownMenu.RadioGroup>
      </DropdownMenu.Content>
    </DropdownMenu.Root>
  )
}
