import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import { parse } from 'yaml'
import { loadConfig } from './load.ts'
import { defaultConfig } from './schema.ts'
import { settings } from './settings.ts'

const file = new URL('../../config/plenary.yaml', import.meta.url)
const text = readFileSync(file, 'utf8')

describe('config/plenary.yaml', () => {
  it('equals the defaults', () => {
    const result = loadConfig({ argv: ['--config', 'sample'], env: {}, readFile: () => text })
    assert.equal(result.action, 'run')
    assert.deepEqual(result.config, defaultConfig())
  })

  it('names every setting, with a comment above it', () => {
    const tree = parse(text) as Record<string, unknown>
    for (const { path, node } of settings) {
      const keys = path.split('.')
      let value: unknown = tree
      for (const key of keys) value = (value as Record<string, unknown> | undefined)?.[key]
      if (node.default !== undefined) assert.notEqual(value, undefined, path)
      const lines = text.split('\n')
      const pattern = new RegExp(`^ +(# )?${keys.at(-1)}:`)
      const found = lines.flatMap((line, index) => (pattern.test(line) ? [index] : []))
      assert.ok(
        found.some((index) => /^ *# \S/.test(lines[index - 1] ?? '')),
        path,
      )
    }
  })
})
