import {
  Ban,
  Captions,
  CircleUserRound,
  Crown,
  EarOff,
  Ear,
  Eye,
  EyeOff,
  Hand,
  Mic,
  MicOff,
  MonitorX,
  Pencil,
  Presentation,
  Star,
  StarOff,
  UserMinus,
  Video,
  VideoOff,
  type LucideIcon,
} from 'lucide-react'
import { DropdownMenu } from 'radix-ui'
import { Fragment, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useInterface } from '../../store/interface.ts'
import { useMeeting } from '../../store/meeting.ts'
import { findParticipant } from '../../store/selectors.ts'
import '../styles/popover.css'
import { personActions, type PersonAction } from './person-actions.ts'
import { runPersonAction } from './run-person-action.ts'

const ICONS: Record<PersonAction, LucideIcon> = {
  muteForMe: EarOff,
  unmuteForMe: Ear,
  hideForMe: EyeOff,
  showForMe: Eye,
  stopMicrophone: MicOff,
  askMicrophone: Mic,
  stopCamera: VideoOff,
  askCamera: Video,
  stopScreen: MonitorX,
  lowerHand: Hand,
  spotlight: Star,
  unspotlight: StarOff,
  rename: Pencil,
  makeHost: Crown,
  makeCoHost: Crown,
  makeSpeaker: CircleUserRound,
  toStage: Presentation,
  toViewers: Captions,
  remove: UserMinus,
  ban: Ban,
}

interface PersonMenuProps {
  id: string
  /** Its opener. */
  children: ReactNode
}

/** What can be done about somebody: for oneself by everybody, for all by hosts. */
export function PersonMenu({ id, children }: PersonMenuProps): ReactNode {
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger asChild>{children}</DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className="menu" align="end" sideOffset={4} collisionPadding={8} loop>
          <Actions id={id} />
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  )
}

function Actions({ id }: { id: string }): ReactNode {
  const { t } = useTranslation()
  const self = useMeeting((state) => state.self)
  const person = useMeeting((state) => findParticipant(state, id))
  const rules = useMeeting((state) => state.rules)
  const spotlight = useMeeting((state) => state.spotlight)
  const isMutedForMe = useInterface((state) => state.mutedForMe.includes(id))
  const isHiddenForMe = useInterface((state) => state.hiddenForMe.includes(id))
  // Whoever leaves while the menu is open takes all of it along.
  if (!self || !person) return <p className="menu-label">{t('errors.target_gone')}</p>
  const groups = personActions({ self, person, rules, spotlight, isMutedForMe, isHiddenForMe })
  return groups.map((group, index) => (
    <Fragment key={group[0]}>
      {index > 0 && <DropdownMenu.Separator className="menu-separator" />}
      {group.map((action) => {
        const Icon = ICONS[action]
        return (
          <DropdownMenu.Item
            key={action}
            className="menu-item"
            data-danger={action === 'remove' || action === 'ban'}
            onSelect={() => void runPersonAction(action, id, person.name)}
          >
            <Icon size={18} aria-hidden="true" />
            <span>{t(`moderation.menu.${action}`)}</span>
          </DropdownMenu.Item>
        )
      })}
    </Fragment>
  ))
}
