import { X } from 'lucide-react'
import { useEffect, type KeyboardEvent, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { setInterface, type Panel as PanelName } from '../../store/interface.ts'
import '../styles/panel.css'

interface PanelProps {
  panel: PanelName
  title: string
  /** Beside the title: a number, for example. */
  note?: ReactNode
  children: ReactNode
}

/** A side panel; on a phone it covers the stage, never the controls. */
export function Panel({ panel, title, note, children }: PanelProps): ReactNode {
  const { t } = useTranslation()
  useEffect(() => () => returnFocus(panel), [panel])
  const close = (): void => setInterface({ panel: null })
  const closeOnEscape = (event: KeyboardEvent): void => {
    // Escape that ends the composition of a Korean syllable is not meant for the panel.
    if (event.key === 'Escape' && !event.nativeEvent.isComposing && !event.defaultPrevented) close()
  }
  return (
    <section
      id={`panel-${panel}`}
      className="panel"
      role="region"
      aria-label={title}
      onKeyDown={closeOnEscape}
    >
      <header className="panel-header">
        <h2>
          <span>{title}</span>
          {note !== undefined && <span className="panel-note">{note}</span>}
        </h2>
        <button type="button" className="icon-button" aria-label={t('panel.close')} onClick={close}>
          <X size={20} aria-hidden="true" />
        </button>
      </header>
      {children}
    </section>
  )
}

// Where the bar has no opener of its own for a panel, another control led to it.
const OPENERS = ['open-*', 'open-more', 'open-people']

// The focus was in the panel, so it would be lost with it; otherwise it stays where it is.
function returnFocus(panel: PanelName): void {
  const active = document.activeElement
  if (active && active !== document.body && !active.closest('.panel')) return
  const opener = OPENERS.map((id) => document.getElementById(id.replace('*', panel))).find((one) => one)
  opener?.focus()
}
