import { lazyPart } from '../shell/lazy-part.tsx'

/** The choice of devices, fetched when the settings are opened. */
export const LazyDevicesSection = lazyPart(async () => (await import('./devices-section.tsx')).DevicesSection)
