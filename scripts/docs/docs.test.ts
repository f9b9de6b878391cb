import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { describe, it } from 'node:test'
import { ERRORS, notifications, requests } from '../../protocol/index.ts'
import { settings } from '../../server/config/settings.ts'
import { generatedFiles, projectPath } from './pages.ts'

describe('generated files', async () => {
  const files = await generatedFiles()
  const textOf = (path: string) => files.find((file) => file.path === path)?.text ?? ''

  for (const { path, text } of files) {
    it(`${path} is what the code says; otherwise run "npm run docs"`, async () => {
      assert.equal(await readFile(projectPath(path), 'utf8').catch(() => ''), text)
    })
  }

  it('name every setting with its variable', () => {
    const page = textOf('docs/configuration.md')
    for (const { path, variable } of settings) {
      assert.ok(page.includes(`\`${path}\``) && page.includes(`\`${variable}\``), path)
    }
  })

  it('name every request, notification and error code', () => {
    const page = textOf('docs/protocol.md')
    for (const name of [...Object.keys(requests), ...Object.keys(notifications)]) {
      assert.ok(page.includes(`### ${name}\n`), name)
    }
    for (const code of Object.keys(ERRORS)) assert.ok(page.includes(`\`${code}\``), code)
  })

  it('refer to types that the same page describes', () => {
    const page = textOf('docs/protocol.md')
    const anchors = new Set([...page.matchAll(/^#+ (.+)$/gm)].map((match) => (match[1] ?? '').toLowerCase()))
    for (const [, target] of page.matchAll(/\]\(#([^)]+)\)/g)) assert.ok(anchors.has(target ?? ''), target)
  })
})
