import { Copy } from 'lucide-react'
import { useEffect, useRef, useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useMeeting } from '../../store/meeting.ts'
import { copyLink, roomLink } from '../browser/share-link.ts'
import { useAsking } from '../controls/use-asking.ts'
import { linkFragment } from '../routing/link-keys.ts'
import { Trouble } from './rule-controls.tsx'

/** The way to be host on another device, for whoever owns the room. */
export function OwnerSection(): ReactNode {
  const { t } = useTranslation()
  const room = useMeeting((state) => state.room)
  const isMine = useMeeting((state) => state.door.isMine)
  const [link, setLink] = useState<string>()
  const { ask, isBusy, failure } = useAsking()
  const shown = useRef<HTMLDivElement>(null)
  // The last thing of a long panel: what the button brings stands below the edge otherwise.
  useEffect(() => {
    // Newer browsers return a promise, which is nothing to clean up with.
    shown.current?.scrollIntoView({ block: 'nearest' })
  }, [link])
  if (!isMine) return null
  const show = async (): Promise<void> => {
    const outcome = await ask('owner:link', {})
    if (outcome.ok) setLink(roomLink(room) + linkFragment('owner', outcome.reply.owner))
  }
  return (
    <section className="security-section">
      <h3>{t('security.owner')}</h3>
      <p className="field-hint">{t('security.ownerText')}</p>
      {link === undefined ? (
        <button type="button" className="button" disabled={isBusy} onClick={() => void show()}>
          {t('security.ownerShow')}
        </button>
      ) : (
        <div ref={shown} className="security-once">
          <input
            className="input"
            readOnly
            aria-label={t('security.ownerLink')}
            value={link}
            onFocus={(event) => event.target.select()}
          />
          <p>{t('security.ownerWarning')}</p>
          <button type="button" className="button" onClick={() => void copyLink(link)}>
            <Copy size={18} aria-hidden="true" />
            <span>{t('common.copyLink')}</span>
          </button>
        </div>
      )}
      <Trouble failure={failure} />
    </section>
  )
}
