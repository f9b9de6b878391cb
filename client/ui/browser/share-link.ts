import i18next from 'i18next'
import { pathFrom, publicBase } from '../../page-base.ts'
import { roomPath } from '../routing/route.ts'
import { BRAND } from './brand.ts'
import { notify } from '../toasts/notify.ts'

/** The address that others open in order to join. */
export function roomLink(room: string): string {
  return pathFrom(roomPath(room), publicBase())
}

/** Copies the link of a room and says so. */
export async function copyRoomLink(room: string): Promise<void> {
  await copyLink(roomLink(room))
}

/** Copies a link and says so. */
export async function copyLink(link: string): Promise<void> {
  const isCopied = await copyText(link)
  if (isCopied) notify({ id: 'copy', text: i18next.t('common.linkCopied'), tone: 'good' })
  else notify({ id: 'copy', text: i18next.t('common.copyFailed'), tone: 'bad' })
}

/** Whether the system has a sheet for sharing links, as phones do. */
export function canShareLink(): boolean {
  return 'share' in navigator
}

/** Opens the system's sheet for the link of a room. */
export async function shareRoomLink(room: string): Promise<void> {
  try {
    await navigator.share({ title: BRAND.name, url: roomLink(room) })
  } catch {
    // Closing the sheet is reported as a failure; nothing has to be said.
  }
}

async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    return copyBySelection(text)
  }
}

// The clipboard interface is missing on insecure origins, which a server in a
// local network often is.
function copyBySelection(text: string): boolean {
  const field = document.createElement('textarea')
  field.value = text
  field.className = 'visually-hidden'
  document.body.append(field)
  field.select()
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- the only way on insecure origins
  const isCopied = document.execCommand('copy')
  field.remove()
  return isCopied
}
