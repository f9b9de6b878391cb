import { quoteAssignment, quoteProgram, quoteWord } from './quote.ts'

/** What differs from one service to another. */
export interface UnitPlan {
  /** Name of the unit, of its user and of its folders: `plenary` means `/var/lib/plenary` and `/etc/plenary`. */
  readonly name: string
  /** Program and arguments, with absolute paths. */
  readonly command: readonly string[]
  /** How long meetings may go on when the service is stopped, in seconds. */
  readonly deadlineSeconds: number
  /** Whether it may listen on ports below 1024. */
  readonly lowPorts: boolean
  /** Page about the service. */
  readonly documentation: string
}

/** What ends after the last meeting, in seconds. */
const END_SECONDS = 15

/**
 * Writes the unit of a server. Source: systemd.service(5), systemd.exec(5); `systemd-analyze security` scores it.
 *
 * @throws {Error} when a path cannot stand in a unit
 */
export function unitText(plan: UnitPlan): string {
  return [
    ['Unit', general(plan)],
    ['Service', [...life(plan), '', ...files(plan), '', ...capabilities(plan), ...HARDENING]],
    ['Install', ['WantedBy=multi-user.target']],
  ]
    .map(([title, lines]) => `[${String(title)}]\n${(lines as string[]).join('\n')}\n`)
    .join('\n')
}

function general({ documentation }: UnitPlan): string[] {
  return [
    'Description=Plenary video conferences',
    `Documentation=${documentation}`,
    'Wants=network-online.target',
    'After=network-online.target',
    // It is tried again for as long as it takes: a port or a certificate may come later.
    'StartLimitIntervalSec=0',
  ]
}

function life({ command, deadlineSeconds }: UnitPlan): string[] {
  const [program = '', ...rest] = command
  return [
    'Type=notify',
    // systemd-notify speaks for the server, which has no datagrams of its own.
    'NotifyAccess=all',
    `ExecStart=${[quoteProgram(program), ...rest.map(quoteWord)].join(' ')}`,
    'Restart=always',
    'RestartSec=2s',
    // Settings that it cannot start with do not get better by themselves.
    'RestartPreventExitStatus=2',
    'TimeoutStartSec=120s',
    // A sign of life says that the event loop and the media workers answer.
    'WatchdogSec=30s',
    'WatchdogSignal=SIGKILL',
    // The server lets meetings come to their end; workers are killed with it only.
    'KillMode=mixed',
    `TimeoutStopSec=${Math.ceil(deadlineSeconds) + END_SECONDS}s`,
    // A worker that runs out of memory is replaced; the meetings on others go on.
    'OOMPolicy=continue',
    'LimitNOFILE=65536',
    'LimitCORE=0',
  ]
}

function files({ name }: UnitPlan): string[] {
  return [
    `User=${name}`,
    `Group=${name}`,
    `StateDirectory=${name}`,
    'StateDirectoryMode=0700',
    `WorkingDirectory=/var/lib/${name}`,
    'Environment=NODE_ENV=production',
    `Environment=${quoteAssignment('HOME', `/var/lib/${name}`)}`,
    `Environment=${quoteAssignment('PLENARY_STORAGE_FILE', `/var/lib/${name}/plenary.sqlite`)}`,
    `Environment=${quoteAssignment('PLENARY_CACHE_DIR', `/var/lib/${name}/cache`)}`,
    'UMask=0077',
  ]
}

function capabilities({ lowPorts }: UnitPlan): string[] {
  if (lowPorts) {
    return ['CapabilityBoundingSet=CAP_NET_BIND_SERVICE', 'AmbientCapabilities=CAP_NET_BIND_SERVICE']
  }
  // A capability over ports of this machine is worth nothing among users of one's own.
  return ['CapabilityBoundingSet=', 'AmbientCapabilities=', 'PrivateUsers=yes']
}

// MemoryDenyWriteExecute is not among them: V8 compiles while it runs.
const HARDENING = [
  'NoNewPrivileges=yes',
  'ProtectSystem=strict',
  'ProtectHome=yes',
  'PrivateTmp=yes',
  'PrivateDevices=yes',
  'ProtectClock=yes',
  'ProtectHostname=yes',
  'ProtectKernelLogs=yes',
  'ProtectKernelModules=yes',
  'ProtectKernelTunables=yes',
  'ProtectControlGroups=yes',
  'ProtectProc=invisible',
  'RemoveIPC=yes',
  'RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX AF_NETLINK',
  'RestrictNamespaces=yes',
  'RestrictRealtime=yes',
  'RestrictSUIDSGID=yes',
  'LockPersonality=yes',
  'KeyringMode=private',
  'SystemCallArchitectures=native',
  'SystemCallErrorNumber=EPERM',
  'SystemCallFilter=@system-service',
  'SystemCallFilter=~@privileged @resources',
]
