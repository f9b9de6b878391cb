import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findSystemCommand } from '../../scripts/bootstrap/fault-programs.mjs'
import { runProgram, tryProgram } from '../harness/run-program.ts'
import { TinyDisk } from './tiny-disk.ts'

/** What a scenario may need of this machine. */
export type Capability = 'namespaces' | 'iptables' | 'tbf' | 'mount'

/** Why a capability is missing; absent when it is there. */
export type MissingCapabilities = Readonly<Partial<Record<Capability, string>>>

const PROBE = `plnry${process.pid}-probe`

/** Finds out what this machine can do, by trying it where it harms nobody. */
export async function findMissingCapabilities(): Promise<MissingCapabilities> {
  if (process.getuid?.() !== 0)
    return missEverything('only root may make network namespaces and mount file systems')
  return { ...(await probeNetwork()), ...(await probeMount()) }
}

/** Root of a container often may not mount anything. */
async function probeMount(): Promise<MissingCapabilities> {
  const folder = await mkdtemp(join(tmpdir(), 'plnry-'))
  try {
    const disk = await TinyDisk.mount(folder)
    await disk.close()
    return {}
  } catch (error) {
    return { mount: `no file system can be mounted: ${(error as Error).message}` }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function probeNetwork(): Promise<MissingCapabilities> {
  if (!findSystemCommand('ip')) return withoutNamespaces('`ip` is missing (Debian package iproute2)')
  try {
    await runProgram('ip', 'netns', 'add', PROBE)
  } catch (error) {
    return withoutNamespaces(`the kernel makes no network namespace: ${(error as Error).message}`)
  }
  try {
    return { ...(await probeFirewall()), ...(await probeShaper()) }
  } finally {
    await tryProgram('ip', 'netns', 'del', PROBE)
  }
}

/** All capabilities are missing, for this reason. */
export function missEverything(reason: string): MissingCapabilities {
  return { ...withoutNamespaces(reason), mount: reason }
}

function withoutNamespaces(reason: string): MissingCapabilities {
  return { namespaces: reason, iptables: reason, tbf: reason }
}

async function probeFirewall(): Promise<MissingCapabilities> {
  if (!findSystemCommand('iptables')) return { iptables: '`iptables` is missing (Debian package iptables)' }
  const rule = ['-A', 'FORWARD', '-m', 'statistic', '--mode', 'random', '--probability', '0.5', '-j', 'DROP']
  const works = await tryProgram('ip', 'netns', 'exec', PROBE, 'iptables', ...rule)
  return works ? {} : { iptables: 'the kernel cannot drop packets at random' }
}

async function probeShaper(): Promise<MissingCapabilities> {
  if (!findSystemCommand('tc')) return { tbf: '`tc` is missing (Debian package iproute2)' }
  const shape = ['tbf', 'rate', '300kbit', 'burst', '4kb', 'latency', '300ms']
  const works = await tryProgram('tc', '-n', PROBE, 'qdisc', 'add', 'dev', 'lo', 'root', ...shape)
  return works ? {} : { tbf: 'the kernel has no token bucket filter' }
}
