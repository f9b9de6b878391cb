import { lazy, Suspense, type ReactNode } from 'react'

const DevicesSection = lazy(async () => ({ default: (await import('./devices-section.tsx')).DevicesSection }))

/** The choice of devices, fetched when the settings are opened. */
export function LazyDevicesSection(): ReactNode {
  return (
    <Suspense fallback={null}>
      <DevicesSection />
    </Suspense>
  )
}
