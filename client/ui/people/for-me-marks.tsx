import { EyeOff, Star, VolumeX } from 'lucide-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useInterface } from '../../store/interface.ts'
import { useMeeting } from '../../store/meeting.ts'

/** Marks what this person, or a host, has decided about how somebody is shown and heard. */
export function ForMeMarks({ id }: { id: string }): ReactNode {
  const { t } = useTranslation()
  const isMuted = useInterface((state) => state.mutedForMe.includes(id))
  const isHidden = useInterface((state) => state.hiddenForMe.includes(id))
  const isSpotlit = useMeeting((state) => state.spotlight.includes(id))
  const mark = (label: string, icon: ReactNode): ReactNode => (
    <span className="for-me-mark" role="img" aria-label={label} title={label}>
      {icon}
    </span>
  )
  return (
    <>
      {isSpotlit && mark(t('moderation.mark.spotlit'), <Star size={16} />)}
      {isMuted && mark(t('moderation.mark.mutedForMe'), <VolumeX size={16} />)}
      {isHidden && mark(t('moderation.mark.hiddenForMe'), <EyeOff size={16} />)}
    </>
  )
}
