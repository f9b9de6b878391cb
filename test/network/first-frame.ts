// Prints how long it takes from "Join now" to moving pictures of somebody who is there, by network:
//   sudo node test/network/first-frame.ts [runs, 10 by default]
import { Distribution } from '../../tools/harness/distribution.ts'
import { seesMoving } from '../e2e/kit/media.ts'
import { Meeting } from './kit/meeting.ts'
import { SCENARIOS, type Scenario } from './kit/scenarios.ts'

const RUNS = Number(process.argv[2] ?? 10)

/** Milliseconds of one newcomer after another, while one person stays. */
async function measure(scenario: Scenario): Promise<number[]> {
  const ends: (() => unknown)[] = []
  try {
    const meeting = await Meeting.start({ after: (end) => void ends.unshift(end) }, scenario)
    await meeting.join('Ada', scenario.host)
    const times: number[] = []
    for (let run = 0; run < RUNS; run += 1) {
      const guest = await meeting.open(scenario.host)
      const begun = performance.now()
      await guest.join(`Bo ${run}`)
      await seesMoving(guest, 'Ada')
      times.push(performance.now() - begun)
      await guest.close()
    }
    return times
  } finally {
    for (const end of ends) await end()
  }
}

if (!Number.isInteger(RUNS) || RUNS < 1)
  throw new Error('Give the number of runs: node test/network/first-frame.ts 10')
process.stdout.write(`| Network | p50 | p95 |\n| --- | --- | --- |\n`)
for (const [name, scenario] of Object.entries<Scenario>(SCENARIOS)) {
  const times = Distribution.ofValues(await measure(scenario))
  const [p50, p95] = [times.percentile(0.5), times.percentile(0.95)].map(Math.round)
  process.stdout.write(`| ${name} | ${p50} ms | ${p95} ms |\n`)
}
process.exit(0)
