import { chmodSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** Where a service is installed. */
export interface ServicePlace {
  /** Name of the unit. */
  readonly name: string
  /** Where the files go, with `/` for this machine; else another root file system, for packages. */
  readonly root: string
  /** Runs a program; only on this machine. */
  readonly run: (command: string, ...args: string[]) => void
}

const SETTINGS_MODE = 0o640

const unitFile = ({ root, name }: ServicePlace): string => join(root, 'etc/systemd/system', `${name}.service`)
const userFile = ({ root, name }: ServicePlace): string => join(root, 'etc/sysusers.d', `${name}.conf`)
const settingsFile = ({ root, name }: ServicePlace): string => join(root, 'etc', name, 'plenary.yaml')

/**
 * Writes the unit and its user, and starts it. What is there already is brought up to date; settings are left alone.
 *
 * @param texts - the unit, and the settings for a first time
 * @returns what to tell the person
 */
export function installService(place: ServicePlace, texts: { unit: string; settings: string }): string {
  const { name } = place
  const isNew = !existsSync(settingsFile(place))
  write(userFile(place), `u ${name} - "Plenary video conferences" /var/lib/${name}\n`, 0o644)
  write(unitFile(place), texts.unit, 0o644)
  if (isNew) write(settingsFile(place), texts.settings, SETTINGS_MODE)
  if (place.root !== '/') return `Wrote the service below ${place.root}.`
  place.run('systemd-sysusers', userFile(place))
  // Tokens and passwords may stand there.
  place.run('chown', `root:${name}`, dirname(settingsFile(place)), settingsFile(place))
  place.run('systemctl', 'daemon-reload')
  place.run('systemctl', 'enable', `${name}.service`)
  // After an upgrade the new code has to run; meetings come to their end first.
  place.run('systemctl', 'restart', `${name}.service`)
  return [
    `${name} runs, and starts with this machine. Its settings: /etc/${name}/plenary.yaml`,
    `After a change of settings: systemctl restart ${name}`,
    `Its log: journalctl -u ${name} -f`,
  ].join('\n')
}

/** Stops and removes the service, and leaves what it kept and how it was set. */
export function uninstallService(place: ServicePlace): string {
  const { name } = place
  if (!existsSync(unitFile(place))) return `There is no service ${name}.`
  if (place.root === '/') place.run('systemctl', 'disable', '--now', `${name}.service`)
  rmSync(unitFile(place))
  rmSync(userFile(place), { force: true })
  if (place.root === '/') place.run('systemctl', 'daemon-reload')
  return [
    `The service ${name} is gone. What it kept is in /var/lib/${name}, its settings in /etc/${name}.`,
    `To erase them too: rm -r /var/lib/${name} /etc/${name}; userdel ${name}`,
  ].join('\n')
}

function write(file: string, text: string, mode: number): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o755 })
  writeFileSync(file, text, { mode })
  chmodSync(file, mode)
}
