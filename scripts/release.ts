// `npm run release`: packs a server that runs without npm and without internet.
import { execFileSync } from 'node:child_process'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { VERSION } from '../server/version.ts'
import { runScript } from './backup/run-script.ts'
import { assembleRelease } from './release/assemble.ts'
import { packFolder } from './release/pack.ts'

const USAGE = `npm run release -- [--to releases]

  --to  folder for the archive and its SHA256SUMS

The date of all files is that of the commit, or SOURCE_DATE_EPOCH: the same sources give the same archive.
`
const ROOT = dirname(dirname(fileURLToPath(import.meta.url)))

function dateOfSources(): number {
  const given = Number(process.env.SOURCE_DATE_EPOCH)
  if (given > 0) return given
  try {
    return Number(execFileSync('git', ['-C', ROOT, 'log', '-1', '--format=%ct'], { encoding: 'utf8' }))
  } catch (error) {
    throw new Error('These sources have no commit. Say their date: SOURCE_DATE_EPOCH=$(date +%s)', {
      cause: error,
    })
  }
}

async function release(): Promise<string> {
  const { values } = parseArgs({
    options: { to: { type: 'string', default: 'releases' }, help: { type: 'boolean' } },
  })
  if (values.help === true) return USAGE.trimEnd()
  if (process.platform !== 'linux') throw new Error('A release is made on the system that it is for: Linux.')
  const name = `plenary-${VERSION}-linux-${process.arch}`
  const work = join(values.to, '.work')
  const archive = join(values.to, `${name}.tar.gz`)
  rmSync(work, { recursive: true, force: true })
  mkdirSync(work, { recursive: true })
  try {
    const target = join(work, name)
    await assembleRelease({ root: ROOT, target, version: VERSION, architecture: process.arch })
    const sum = await packFolder(target, archive, dateOfSources())
    writeFileSync(join(values.to, 'SHA256SUMS'), `${sum}  ${name}.tar.gz\n`)
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
  return `Packed ${archive}. On the server: tar xzf ${name}.tar.gz -C /opt && /opt/${name}/plenary`
}

await runScript(release)
