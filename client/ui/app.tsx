import { Direction } from 'radix-ui'
import { useEffect, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { loadCheckTexts } from '../i18n/i18n.ts'
import { directionOf } from '../i18n/languages.ts'
import { LandingPage } from './landing/landing-page.tsx'
import { replacePath, usePathname } from './routing/navigation.ts'
import { parseRoute, roomPath } from './routing/route.ts'
import { ErrorBoundary } from './shell/error-boundary.tsx'
import { lazyPart } from './shell/lazy-part.tsx'
import { nameProblemText } from './shell/name-problem-text.ts'
import { Loading } from './shell/loading.tsx'

// The media engine comes with the room, so that the first page is light.
const RoomPage = lazyPart(async () => (await import('./room/room-page.tsx')).RoomPage, <Loading />)

const CheckPage = lazyPart(
  async () => {
    // With the code of the page, so that nothing of it is ever shown without its texts.
    const [page] = await Promise.all([import('./check/check-page.tsx'), loadCheckTexts()])
    return page.CheckPage
  },
  <Loading />,
)

/** The whole client: one page for each address. */
export function App(): ReactNode {
  const { i18n } = useTranslation()
  return (
    <Direction.Provider dir={directionOf(i18n.language)}>
      <ErrorBoundary>
        <CurrentPage />
      </ErrorBoundary>
    </Direction.Provider>
  )
}

function CurrentPage(): ReactNode {
  const { t } = useTranslation()
  const pathname = usePathname()
  const route = parseRoute(pathname)
  const canonical = route.page === 'room' ? roomPath(route.room) : pathname
  useEffect(() => {
    if (canonical !== pathname) replacePath(canonical)
  }, [canonical, pathname])
  switch (route.page) {
    case 'landing':
      return <LandingPage />
    case 'room':
      return <RoomPage key={route.room} room={route.room} />
    case 'check':
      return <CheckPage />
    case 'invalid-room':
      return (
        <LandingPage
          problem={t('landing.invalidAddress', {
            typed: route.typed,
            reason: nameProblemText(route.problem, t('landing.refused'), t),
          })}
        />
      )
    case 'unknown':
      return <LandingPage problem={t('landing.unknownPage')} />
  }
}
