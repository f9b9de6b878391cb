import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'

import {
  describeMissingAuthority,
  findAuthorityProgram,
  installCertificateAuthority,
} from './certificate-authority.mjs'

test('what is on the path is not installed again, and elsewhere than on Debian it is named', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'plenary-authority-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const env = { PATH: folder }
  const system = { os: { id: 'fedora', like: [] } }
  assert.equal(findAuthorityProgram('pebble', env), undefined)
  await assert.rejects(
    installCertificateAuthority({ system, progress: {}, env }),
    /go install .*pebble-challtestsrv/,
  )
  for (const name of ['pebble', 'pebble-challtestsrv']) writeFileSync(join(folder, name), '', { mode: 0o755 })
  await installCertificateAuthority({ system, progress: {}, env })
})

test('only what is missing is to be installed', () => {
  const sentence = describeMissingAuthority(['pebble'])
  assert.match(sentence, /go install github\.com\/letsencrypt\/pebble\/v2\/cmd\/pebble@latest`/)
})
