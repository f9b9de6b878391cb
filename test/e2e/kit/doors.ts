import type { Locator } from 'playwright-core'
import type { Participant } from './participant.ts'
import type { Opening, Scene } from './scene.ts'

/** Opens the room of a scene, makes it the own one, and joins it as its host. */
export async function joinAsHost(
  { open }: Pick<Scene, 'open'>,
  name: string,
  opening?: Opening,
): Promise<Participant> {
  const host = await open(opening)
  await host.page.getByText('This room is nobody’s.').waitFor()
  await host.page.getByRole('textbox', { name: 'Your name' }).fill(name)
  await host.page.getByRole('button', { name: 'Make it mine' }).click()
  await host.page.getByText('This room is yours').waitFor()
  await host.page.getByRole('button', { name: 'Turn camera off' }).click()
  await host.join(name)
  return host
}

/** Waits for the control that hosts alone have; narrow windows keep it with what has no room in the bar. */
export async function seesSecurity({ toolbar }: Participant): Promise<Locator> {
  const control = toolbar.getByRole('button', { name: 'Security', exact: true })
  const more = toolbar.getByRole('button', { name: 'More', exact: true })
  await control.or(more).first().waitFor()
  if ((await control.count()) === 0) await more.click()
  await control.waitFor()
  return control
}

/** Opens the panel in which a host decides about the room. */
export async function openSecurity(host: Participant): Promise<Locator> {
  await (await seesSecurity(host)).click()
  const panel = host.page.getByRole('region', { name: 'Security', exact: true })
  await panel.waitFor()
  return panel
}

/** Asks to come in, as somebody who may have to wait. */
export async function knock({ open }: Pick<Scene, 'open'>, name: string): Promise<Participant> {
  const guest = await open()
  guest.name = name
  await guest.page.getByRole('textbox', { name: 'Your name' }).fill(name)
  await guest.page.getByRole('button', { name: 'Join now' }).click()
  return guest
}
