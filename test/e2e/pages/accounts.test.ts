/// <reference lib="dom" />
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { IdentityProvider } from '../../kit/identity-provider.ts'
import { findBarriers } from '../kit/axe.ts'
import { scenes } from '../kit/scene.ts'

// A long name, as names are where people write all of theirs.
const NAME = 'Adaline Wilhelmina Featherstonehaugh-Cholmondeley'
const provider = await IdentityProvider.start({ after }, { ada: { name: NAME } })
let isRegistered = false
const scene = scenes((config) => {
  Object.assign(config.access.oidc, provider.settings, { name: 'Example University Single Sign-On' })
})

/** What stands outside the header or is too small for a finger, and whether anything covers anything. */
function misplaced(): string[] {
  const found: string[] = []
  // A phone makes the window as wide as what does not fit.
  const width = document.documentElement.clientWidth
  if (document.documentElement.scrollWidth > width) found.push('the page scrolls sideways')
  const parts = [...document.querySelectorAll('.page-header :is(a, button, [role="status"])')]
  const boxes = parts.map((part) => ({
    name: part.getAttribute('aria-label') ?? part.textContent,
    isPressed: part.matches('a, button'),
    box: part.getBoundingClientRect(),
  }))
  for (const [index, { name, box, isPressed }] of boxes.entries()) {
    if (box.left < 0 || box.right > width) found.push(`${name} is outside the screen`)
    if (isPressed && matchMedia('(pointer: coarse)').matches && Math.min(box.width, box.height) < 43.5)
      found.push(`${name}: ${box.width}x${box.height}`)
    for (const { name: other, box: its } of boxes.slice(index + 1))
      if (its.left < box.right && box.left < its.right && its.top < box.bottom && box.top < its.bottom)
        found.push(`${name} is covered by ${other}`)
    if (box.height > 48) found.push(`${name} breaks into lines: ${box.height}`)
  }
  return found
}

function agree(): void {
  const form = document.forms[0]
  form?.insertAdjacentHTML('beforeend', '<input name="logout" value="yes">')
  form?.submit()
}

for (const [device, width, locale] of [
  ['a desktop', 1280, 'en-US'],
  ['a phone', 360, 'en-US'],
  ['a Korean phone', 360, 'ko-KR'],
] as const) {
  test(
    `somebody signs in at the provider and out again on ${device}, with everything at its place`,
    scene(async ({ open, server, forgiveServer }) => {
      // On a busy machine the first question to the provider comes too late, and is asked again.
      forgiveServer(/operation timed out/)
      // Once, as that changes its keys, which the server asks for again only after a while.
      if (!isRegistered) provider.register(`${server.origin}/`)
      isRegistered = true
      const visitor = await open({
        path: '/',
        context: { viewport: { width, height: 720 }, isMobile: width < 600, hasTouch: width < 600, locale },
      })
      // The provider has no icon for its page.
      visitor.forgive(/favicon\.ico/)
      const [signIn, signOut] = locale === 'ko-KR' ? [/로그인/, '로그아웃'] : [/^Sign in with/, 'Sign out']
      const header = visitor.page.getByRole('banner')
      const link = header.getByRole('link', { name: signIn })
      await link.waitFor()

      assert.deepEqual(await visitor.page.evaluate(misplaced), [])
      assert.deepEqual(await findBarriers(visitor.page), [])

      await link.click()
      await header.getByText(NAME).waitFor()

      assert.deepEqual(await visitor.page.evaluate(misplaced), [])
      assert.deepEqual(await findBarriers(visitor.page), [])

      await header.getByRole('button', { name: signOut }).click()
      // The provider asks whether to sign out of it as well.
      await visitor.page.locator('form[action$="/session/end/confirm"]').waitFor({ state: 'attached' })
      await visitor.page.evaluate(agree)
      await header.getByRole('link', { name: signIn }).waitFor()
    }),
  )
}
