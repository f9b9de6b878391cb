import { ok, problem, type Finding } from './finding.ts'

/** What the machine has, and what is asked of it. */
export interface SystemView {
  /** People that are expected at the same time. */
  readonly participants: number
  /** Cores that the server may use. */
  readonly cores: number
  /** Bytes of memory that are free, or that the server may still take. */
  readonly memoryBytes: number
  /** Most file descriptors of the server process; undefined where the system does not tell, infinite without a limit. */
  readonly descriptorLimit: number | undefined
  /** `net.core.rmem_max` and `net.core.wmem_max`; undefined where this network has none of its own. */
  readonly bufferLimits: { readonly receive: number; readonly send: number } | undefined
  /** `media.socketBufferBytes`. */
  readonly bufferBytes: number
}

// docs/capacity.md, meeting of 100 with full cameras: 0.54 cores, and 1.18 MB for each beside those of an idle server.
const CORES_EACH = 0.0054
const BYTES_EACH = 1_180_000
const BYTES_IDLE = 140_000_000
/** Above this share of all cores the server begins to save. */
const BUSY_SHARE = 0.75
// A WebSocket and, while pages load or media goes over TCP, connections besides.
const DESCRIPTORS_EACH = 4
// The server keeps a tenth, and 64 at least; workers, files and the database take the rest.
const DESCRIPTORS_IDLE = 128
const DESCRIPTORS_KEPT = 0.1
/** What `LimitNOFILE` and `ulimit -n` are commonly set to. */
const DESCRIPTORS_AMPLE = 65_535

/** Judges the machine against what is expected of it: descriptors, socket buffers, cores and memory. */
export function systemFindings(view: SystemView): Finding[] {
  return [...descriptors(view), ...buffers(view), ...capacity(view)]
}

function descriptors({ descriptorLimit: limit, participants }: SystemView): Finding[] {
  if (limit === undefined) return []
  const needed = Math.ceil((participants * DESCRIPTORS_EACH + DESCRIPTORS_IDLE) / (1 - DESCRIPTORS_KEPT))
  if (limit >= needed) return [ok('descriptors', `${limit} file descriptors for ${people(participants)}.`)]
  const raised = Math.max(DESCRIPTORS_AMPLE, needed)
  const what = `${limit} file descriptors are too few for ${people(participants)}, who need ${needed}.`
  return [problem('descriptors.few', 'warning', what, [`ulimit -n ${raised} && npm start`])]
}

/** The lines of `sysctl` that let sockets have buffers of a size, now and after a restart of the machine. */
function bufferLines(bytes: number): string[] {
  const settings = `net.core.rmem_max=${bytes}\\nnet.core.wmem_max=${bytes}\\n`
  return [`printf '${settings}' > /etc/sysctl.d/60-plenary.conf`, 'sysctl -p /etc/sysctl.d/60-plenary.conf']
}

function buffers({ bufferLimits, bufferBytes }: SystemView): Finding[] {
  if (!bufferLimits) return []
  const { receive, send } = bufferLimits
  if (receive >= bufferBytes && send >= bufferBytes)
    return [ok('buffers', `The kernel allows socket buffers of ${bufferBytes} bytes.`)]
  const what =
    `Media sockets want buffers of ${bufferBytes} bytes; the kernel allows ${receive} to receive ` +
    `(net.core.rmem_max) and ${send} to send (net.core.wmem_max).`
  return [problem('buffers.small', 'warning', what, bufferLines(bufferBytes))]
}

function capacity({ participants, cores, memoryBytes }: SystemView): Finding[] {
  const neededCores = participants * CORES_EACH
  const neededBytes = BYTES_IDLE + participants * BYTES_EACH
  const found: Finding[] = []
  if (neededCores > cores * BUSY_SHARE) {
    const most = Math.floor((cores * BUSY_SHARE) / CORES_EACH)
    const what =
      `${people(participants)} with cameras need about ${neededCores.toFixed(1)} cores; the server has ${cores}, ` +
      `enough for about ${most}.`
    found.push(problem('capacity.cores', 'warning', what))
  }
  if (neededBytes > memoryBytes) {
    const what = `${people(participants)} need about ${megabytes(neededBytes)} of memory; ${megabytes(memoryBytes)} are free.`
    found.push(problem('capacity.memory', 'warning', what))
  }
  if (found.length > 0) return found
  const what = `${cores} ${cores === 1 ? 'core' : 'cores'} and ${megabytes(memoryBytes)} of free memory suffice for ${people(participants)}.`
  return [ok('capacity', what)]
}

function people(count: number): string {
  return `${count} ${count === 1 ? 'participant' : 'participants'}`
}

function megabytes(bytes: number): string {
  return `${Math.round(bytes / 1_000_000)} MB`
}
