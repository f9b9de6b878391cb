import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'

import { builtPath, markOf, SERVER_BUILD } from './built-module.mjs'
import { createProgress } from './progress.mjs'
import { buildServer } from './server-build.mjs'

const CHECKOUT = fileURLToPath(new URL('../../', import.meta.url))

let root

// The blank and the letter with an accent must survive the way to a URL and back.
beforeEach(() => (root = mkdtempSync(join(tmpdir(), 'plenary compilé-'))))

afterEach(() => rmSync(root, { recursive: true }))

function put(path, text) {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  writeFileSync(join(root, path), text)
}

function compile() {
  const env = { ...process.env, PLENARY_CACHE_DIR: join(root, 'cache') }
  return buildServer({ root, env, progress: createProgress({ write() {} }) })
}

/** Runs a file as `npm start` runs the server, with flags of Node.js before it. */
function run(file, { flags = [], args = [] } = {}) {
  const use = `import { useCompiledModules } from ${JSON.stringify(new URL('./compiled-modules.mjs', import.meta.url).href)}
    useCompiledModules(${JSON.stringify(root)})`
  const preload = `data:text/javascript,${encodeURIComponent(use)}`
  return spawnSync(process.execPath, ['--import', preload, ...flags, file, ...args], {
    cwd: root,
    encoding: 'utf8',
  })
}

describe('one module', () => {
  const SOURCE = `export const words: string = 'source'\nconsole.log(words)\n`

  beforeEach(() => put('server/main.ts', SOURCE))

  const putBuilt = (text) => put(join(SERVER_BUILD, builtPath('server/main.ts')), text)

  test('what was compiled runs in place of its source', () => {
    putBuilt(`console.log('compiled')${markOf(SOURCE)}`)
    assert.equal(run('server/main.ts').stdout, 'compiled\n')
  })

  test('what was compiled before a change, or only half, or not at all, does not run', () => {
    assert.equal(run('server/main.ts').stdout, 'source\n')
    putBuilt(`console.log('compiled')${markOf('another source')}`)
    assert.equal(run('server/main.ts').stdout, 'source\n')
    putBuilt(`console.log('compiled')${markOf(SOURCE)}`.slice(0, -2))
    assert.equal(run('server/main.ts').stdout, 'source\n')
    putBuilt('')
    assert.equal(run('server/main.ts').stdout, 'source\n')
  })

  test('modules of other folders are left to Node.js', () => {
    put('tools/load.ts', SOURCE)
    put(join(SERVER_BUILD, 'tools/load.js'), `console.log('compiled')${markOf(SOURCE)}`)
    assert.equal(run('tools/load.ts').stdout, 'source\n')
  })

  test('a module that is missing is reported as without this', () => {
    put('server/main.ts', `import './gone.ts'\n`)
    assert.match(run('server/main.ts').stderr, /ERR_MODULE_NOT_FOUND/)
  })
})

describe('a compiled server', () => {
  test('names file, line and column of the source in its stack traces', async () => {
    put(
      'server/main.ts',
      [
        'interface Shape {',
        '  readonly sides: number',
        '}',
        'function fail<S extends Shape>(shape: S): never {',
        '  const { sides }: Shape = shape; throw new Error(String(sides as number))',
        '}',
        'fail({ sides: 3 })',
      ].join('\n'),
    )
    await compile()
    assert.match(
      readFileSync(join(root, SERVER_BUILD, 'server/main.js'), 'utf8'),
      /^ +const \{ sides \} {8}= shape/m,
    )
    const { stderr } = run('server/main.ts')
    assert.match(stderr, /at fail \(.*\/server\/main\.ts:5:41\)/)
    assert.match(stderr, /at .*\/server\/main\.ts:7:1\)?$/m)
  })

  test('starts without loading what compiles TypeScript', async () => {
    for (const path of ['server', 'protocol', 'package.json', 'package-lock.json']) {
      cpSync(join(CHECKOUT, path), join(root, path), { recursive: true })
    }
    mkdirSync(join(root, 'node_modules'))
    // Packages are looked for in the folders above as well.
    symlinkSync(join(CHECKOUT, 'node_modules'), join(root, 'server', 'node_modules'))
    symlinkSync(join(CHECKOUT, 'node_modules'), join(root, 'protocol', 'node_modules'))
    const tell = `process.on('exit', () => console.log(process.moduleLoadList.filter((name) => /amaro/.test(name)).length))`
    const flags = ['--import', `data:text/javascript,${encodeURIComponent(tell)}`]
    const loaded = () =>
      run('server/main.ts', { flags, args: ['--version'] })
        .stdout.split('\n')
        .at(-2)
    assert.notEqual(loaded(), '0')
    await compile()
    assert.equal(loaded(), '0')
  })
})
