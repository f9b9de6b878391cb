import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { it } from 'node:test'
import { promisify } from 'node:util'
import { factorOf, scaled, timeWork } from './machine-speed.ts'

const run = promisify(execFile)
const MODULE = new URL('machine-speed.ts', import.meta.url).href

it('is one on a fast machine, and never less', () => {
  assert.equal(factorOf({ computing: 1, calling: 1 }), 1)
})

it('follows the slower of the two kinds of work', () => {
  const slowToCompute = factorOf({ computing: 120, calling: 1 })
  const slowToCall = factorOf({ computing: 1, calling: 48 })
  assert.equal(slowToCompute, 3)
  assert.equal(slowToCall, 3)
  assert.equal(factorOf({ computing: 120, calling: 96 }), 6)
})

it('has a bound, so that what never comes is noticed', () => {
  assert.equal(factorOf({ computing: 1e6, calling: 1 }), 8)
})

it('is measured by work that takes time', () => {
  const { computing, calling } = timeWork()
  assert.ok(computing > 1 && calling > 0.1, `${computing} and ${calling} ms`)
})

it('lengthens limits alike in this process and in those that it starts', async () => {
  const script = `import(${JSON.stringify(MODULE)}).then(({ scaled }) => console.log(scaled(10_000)))`
  const { stdout } = await run(process.execPath, ['-e', script])
  assert.equal(Number(stdout), scaled(10_000))
  assert.ok(scaled(10_000) >= 10_000)
})

it('is what somebody sets, instead of what is measured', async () => {
  const script = `import(${JSON.stringify(MODULE)}).then(({ scaled }) => console.log(scaled(1000)))`
  const { stdout } = await run(process.execPath, ['-e', script], {
    env: { ...process.env, TEST_WAIT_FACTOR: '2.5' },
  })
  assert.equal(Number(stdout), 2500)
})
