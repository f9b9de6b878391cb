import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { it } from 'node:test'
import { parse } from 'yaml'
import { VERSION } from '../../server/version.ts'
import { WORKER_LIBRARIES } from './assemble.ts'

const read = (name: string): string =>
  readFileSync(fileURLToPath(new URL(`../../${name}`, import.meta.url)), 'utf8')

interface Service {
  image: string
  profiles?: string[]
  cap_drop?: string[]
  read_only?: boolean
  stop_grace_period?: string
  environment?: Record<string, string>
}

const services = Object.entries(
  (parse(read('compose.yaml')) as { services: Record<string, Service> }).services,
)

it('builds on versions that are named, and runs as nobody', () => {
  const dockerfile = read('Dockerfile').replace(/\\\n\s*/g, '')
  const bases = [...dockerfile.matchAll(/^FROM (\S+)/gm)].map(([, name]) => name)
  assert.ok(bases.length > 1 && bases.every((name) => /^\$\{BASE\}$/.test(name ?? '')), bases.join())
  assert.match(dockerfile, /^ARG BASE=docker\.io\/library\/debian:\d+\.\d+-slim$/m)
  const [, user] = [...dockerfile.matchAll(/^USER (.*)$/gm)].at(-1) ?? []
  assert.equal(user, '10001:10001')
  assert.match(dockerfile, /^HEALTHCHECK .*healthcheck/m)
  assert.match(dockerfile, /^STOPSIGNAL SIGTERM$/m)
  assert.ok(dockerfile.includes(` ${WORKER_LIBRARIES} `), 'the libraries of the worker')
  assert.match(dockerfile, /rm -rf \/var\/lib\/apt\/lists/)
  for (const line of dockerfile.split('\n')) assert.doesNotMatch(line, /^ADD |:latest|curl|sudo|chmod 777/)
})

it('sends nothing but the release to whoever builds it', () => {
  const rules = read('.dockerignore')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
  assert.deepEqual(rules, ['*', '!releases/*.tar.gz', '!releases/SHA256SUMS'])
})

it('gives the composed server no rights, and time for meetings to end', () => {
  for (const [name, { image }] of services) assert.match(image, /:v?\d+\.\d+\.\d+$/, name)
  const [, plenary] = services.find(([name]) => name === 'plenary') ?? []
  assert.deepEqual([plenary?.read_only, plenary?.cap_drop], [true, ['ALL']])
  assert.equal(plenary?.image, `plenary:${VERSION}`)
  const deadline = Number(plenary?.environment?.PLENARY_SHUTDOWN_DEADLINE_SECONDS)
  assert.ok(Number.parseInt(plenary?.stop_grace_period ?? '', 10) >= deadline + 15)
  assert.deepEqual(
    services.filter(([, { profiles }]) => !profiles).map(([name]) => name),
    ['plenary'],
  )
})
