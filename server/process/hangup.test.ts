import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { outlivesTerminal, type StartTraces } from './hangup.ts'

interface FakeProcess {
  parent: number
  session: number
  terminal?: number
  ignoresHangup?: boolean
}

/** Processes as `/proc` shows them; process 100 is the one that asks. */
function traces(processes: Record<number, FakeProcess>, terminals: number[] = []): StartTraces {
  const find = (pid: string): FakeProcess => {
    const found = processes[pid === 'self' ? 100 : Number(pid)]
    if (!found) throw new Error('ENOENT')
    return found
  }
  const read = (path: string): string => {
    const [, , pid = '', file] = path.split('/')
    const { parent, session, terminal = 0, ignoresHangup = false } = find(pid)
    return file === 'stat'
      ? `${pid} (no) de) S ${parent} 100 ${session} ${terminal} 0 0`
      : `Name:\tsh\nSigBlk:\t0000000000000000\nSigIgn:\t00000000010010${ignoresHangup ? '0f' : '00'}\n`
  }
  return { read, isTerminal: (fd) => terminals.includes(fd) }
}

describe('outlivesTerminal', () => {
  const shell = { parent: 1, session: 10, terminal: 34_816 }

  it('is so in a terminal that none of its streams leads to, as under nohup', () => {
    const started = { 10: shell, 100: { parent: 10, session: 10, terminal: 34_816 } }
    assert.equal(outlivesTerminal(traces(started)), true)
    for (const fd of [0, 1, 2]) assert.equal(outlivesTerminal(traces(started, [fd])), false, `stream ${fd}`)
  })

  it('is so below a shell that ignores the signal, through others', () => {
    const started = {
      10: shell,
      50: { parent: 10, session: 10, ignoresHangup: true },
      60: { parent: 50, session: 10 },
      100: { parent: 60, session: 10, terminal: 34_816 },
    }
    assert.equal(outlivesTerminal(traces(started, [0, 1, 2])), true)
  })

  it('is not so for a service, whatever its manager ignores', () => {
    const started = { 50: { parent: 1, session: 50, ignoresHangup: true }, 100: { parent: 50, session: 100 } }
    assert.equal(outlivesTerminal(traces(started)), false)
    assert.equal(outlivesTerminal(traces({ 100: { parent: 1, session: 100 } })), false)
    assert.equal(outlivesTerminal(traces({ 100: { parent: 0, session: 0 } })), false)
  })

  it('is not so where nothing can be read, and when a parent ended meanwhile', () => {
    assert.equal(outlivesTerminal(traces({})), false)
    assert.equal(outlivesTerminal(traces({ 100: { parent: 60, session: 10, terminal: 1 } }, [1])), false)
  })
})
