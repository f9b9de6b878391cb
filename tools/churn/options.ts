import { parseArgs } from 'node:util'

/** How the command is used. */
export const USAGE = `npm run churn -- [--requests 100000] [--minutes 20] [--people 12] [--floods 5] [--only a,b]
                        [--together] [--seed 1] [--no-kill]

  --requests  random requests, in and out of order; 0 for none
  --minutes   how long people join, leave, reload, share and break; 0 for not at all
  --people    how many of them
  --floods    how long each kind of flood lasts, in seconds, against a server of its own; 0 for none
  --only      names of the floods that are wanted, with commas between them; all of them if absent
  --together  floods go on while people are there, who get the limits of everybody; needs minutes and floods
  --seed      the same seed does the same things
  --no-kill   kills no media worker meanwhile
`

/** What is churned, and how. */
export interface ChurnOptions {
  /** Random requests. */
  requests: number
  /** Seconds that each flood lasts. */
  secondsEach: number
  /** Minutes for which people churn. */
  minutes: number
  people: number
  seed: number
  /** Names of attacks; all of them if absent. */
  only: readonly string[] | undefined
  /** Whether attacks go on while people churn. */
  together: boolean
  killsWorkers: boolean
}

/**
 * Reads the command line; undefined when it asks for help.
 *
 * @throws {Error} with a sentence that says what is wrong
 */
export function readOptions(args: string[]): ChurnOptions | undefined {
  const text = { type: 'string' } as const
  const flag = { type: 'boolean', default: false } as const
  const { values } = parseArgs({
    args,
    options: {
      requests: text,
      floods: text,
      minutes: text,
      people: text,
      seed: text,
      only: text,
      together: flag,
      'no-kill': flag,
      help: flag,
    },
  })
  if (values.help) return undefined
  const { together } = values
  const secondsEach = readCount(values.floods, 5, 'floods')
  const minutes = readCount(values.minutes, 20, 'minutes')
  if (together && (minutes === 0 || secondsEach === 0)) {
    throw new Error('--together needs more than 0 of --minutes and --floods.')
  }
  const requests = readCount(values.requests, 100_000, 'requests')
  return {
    requests: together ? 0 : requests,
    secondsEach,
    minutes,
    people: readCount(values.people, 12, 'people'),
    seed: readCount(values.seed, 1, 'seed'),
    only: values.only?.split(','),
    together,
    killsWorkers: !values['no-kill'] && !together,
  }
}

function readCount(text: string | undefined, fallback: number, what: string): number {
  const count = Number(text ?? fallback)
  if (!Number.isFinite(count) || count < 0) throw new Error(`--${what} is a number from 0 on.`)
  return count
}
