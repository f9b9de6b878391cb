import { readdirSync, readFileSync, readlinkSync } from 'node:fs'

const TABLES = { tcp: ['tcp', 'tcp6'], udp: ['udp', 'udp6'] } as const
// /proc/net/tcp: 0A is LISTEN, include/net/tcp_states.h of Linux.
const LISTENING = '0A'

/**
 * Which program holds a port, by Linux's /proc.
 *
 * @returns `name (process 123)`; undefined where the system does not tell this user
 */
export function portOwner(protocol: 'tcp' | 'udp', port: number): string | undefined {
  const inodes = new Set(TABLES[protocol].flatMap((table) => inodesOf(table, port, protocol === 'tcp')))
  if (inodes.size === 0) return undefined
  const pid = processes().find((one) => holds(one, inodes))
  return pid === undefined ? undefined : `${nameOf(pid)} (process ${pid})`
}

function inodesOf(table: string, port: number, isTcp: boolean): string[] {
  const lines = read(`/proc/net/${table}`).split('\n').slice(1)
  return lines.flatMap((line) => {
    const [, local = '', , state = '', , , , , , inode = ''] = line.trim().split(/\s+/)
    const isThis = Number.parseInt(local.split(':')[1] ?? '', 16) === port
    return isThis && inode !== '0' && (!isTcp || state === LISTENING) ? [inode] : []
  })
}

function processes(): string[] {
  try {
    return readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))
  } catch {
    return []
  }
}

function holds(pid: string, inodes: ReadonlySet<string>): boolean {
  try {
    return readdirSync(`/proc/${pid}/fd`).some((descriptor) => {
      const target = readlinkSync(`/proc/${pid}/fd/${descriptor}`)
      return inodes.has(/^socket:\[(\d+)\]$/.exec(target)?.[1] ?? '')
    })
  } catch {
    // Of another user, or gone.
    return false
  }
}

function nameOf(pid: string): string {
  return read(`/proc/${pid}/comm`).trim() || 'a program'
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}
