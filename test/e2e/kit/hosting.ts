import type { Locator } from 'playwright-core'
import type { Participant } from './participant.ts'

/** The row of somebody in the list of people, which has to be open. */
export function rowOf({ people }: Participant, name: string): Locator {
  return people.getByRole('listitem').filter({ hasText: name })
}

/** Opens the list of people, if it is not open yet. */
export async function openPeople(viewer: Participant): Promise<void> {
  if ((await viewer.people.count()) === 0) await viewer.press('People')
  await viewer.people.waitFor()
}

/** Opens what can be done about somebody, from the list of people. */
export async function openMenu(viewer: Participant, name: string): Promise<Locator> {
  await openPeople(viewer)
  await rowOf(viewer, name)
    .getByRole('button', { name: `More for ${name}`, exact: true })
    .click()
  const menu = viewer.page.getByRole('menu')
  await menu.waitFor()
  return menu
}

/** Chooses something about somebody. */
export async function choose(viewer: Participant, name: string, action: string): Promise<void> {
  const menu = await openMenu(viewer, name)
  await menu.getByRole('menuitem', { name: action, exact: true }).click()
  await menu.waitFor({ state: 'detached' })
}
