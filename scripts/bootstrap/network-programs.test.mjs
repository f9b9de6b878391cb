import assert from 'node:assert/strict'
import { test } from 'node:test'

import { installNetworkPrograms } from './network-programs.mjs'
import { SetupError } from './setup-error.mjs'

const system = (isRoot, id) => ({ isRoot, os: { id, version: '12', like: [] } })
const env = { PATH: '/nowhere' }

test('without root the network tests are refused with what to type, whatever is installed', async () => {
  await assert.rejects(
    installNetworkPrograms({ system: system(false, 'debian'), progress: {}, env: process.env }),
    (error) => error instanceof SetupError && /sudo npm run test:network/.test(error.message),
  )
})

test('elsewhere than on Debian the missing programs are named', async () => {
  // `turnserver` is in no folder of administrators, so this path lacks it on every machine.
  await assert.rejects(
    installNetworkPrograms({ system: system(true, 'fedora'), progress: {}, env }),
    (error) => error instanceof SetupError && /need .*turnserver/.test(error.message),
  )
})
