import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { waitFor } from '../../tools/harness/wait-for.ts'

const SCRIPT = `
  import { mkdirSync, rmSync } from 'node:fs'
  import { cleanUpLater, handleSignals } from '${new URL('./interruption.mjs', import.meta.url)}'
  import { runCommand } from '${new URL('./run-command.mjs', import.meta.url)}'
  const [folder] = process.argv.slice(1)
  handleSignals((text) => console.log(text))
  mkdirSync(folder + '/staging')
  cleanUpLater(() => rmSync(folder + '/staging', { recursive: true }))
  const wait = "require('fs').writeFileSync(process.argv[1], String(process.pid)); setInterval(() => {}, 1000)"
  await runCommand(process.execPath, ['-e', wait, folder + '/pid'])
  await runCommand(process.execPath, ['-e', 'require("fs").writeFileSync(process.argv[1], "")', folder + '/next'])
  console.log('went on')
`

function isAlive(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

for (const signal of ['SIGINT', 'SIGTERM']) {
  test(`${signal} ends the children, removes what is half done, and starts nothing else`, async (t) => {
    const folder = mkdtempSync(join(tmpdir(), 'plenary-interruption-'))
    t.after(() => rmSync(folder, { recursive: true }))
    const child = spawn(process.execPath, ['--input-type=module', '-e', SCRIPT, folder])
    let output = ''
    child.stdout.on('data', (chunk) => (output += chunk))
    const ended = new Promise((resolve) => child.on('close', (code, by) => resolve(by)))
    const pidFile = join(folder, 'pid')
    await waitFor(() => (existsSync(pidFile) && readFileSync(pidFile, 'utf8') !== '') || 'no grandchild')
    const pid = Number(readFileSync(pidFile, 'utf8'))
    child.kill(signal)
    // npm may deliver the same signal again.
    child.kill(signal)
    assert.equal(await ended, signal)
    assert.equal(isAlive(pid), false)
    assert.equal(existsSync(join(folder, 'staging')), false)
    assert.equal(existsSync(join(folder, 'next')), false)
    assert.equal(output, 'The set-up was interrupted; run the same command again to continue.\n')
  })
}
