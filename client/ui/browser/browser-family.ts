/** Browsers whose permission pages differ, so that instructions can be exact. */
export type BrowserFamily = 'chrome' | 'edge' | 'firefox' | 'safari' | 'ios' | 'android' | 'other'

/**
 * Tells the browser from its user agent, for wording only: nothing works
 * differently because of it.
 *
 * @param touchPoints - `navigator.maxTouchPoints`: an iPad calls itself a Mac
 */
export function browserFamily(userAgent: string, touchPoints = 0): BrowserFamily {
  const isApplePhone = /iPhone|iPad|iPod/.test(userAgent)
  if (isApplePhone || (/Macintosh/.test(userAgent) && touchPoints > 1)) return 'ios'
  if (/Android/.test(userAgent)) return 'android'
  if (/Firefox\//.test(userAgent)) return 'firefox'
  if (/Edg\//.test(userAgent)) return 'edge'
  if (/Chrome\/|Chromium\//.test(userAgent)) return 'chrome'
  if (/Safari\//.test(userAgent)) return 'safari'
  return 'other'
}

/** The browser that shows this page. */
export function currentBrowser(): BrowserFamily {
  return browserFamily(navigator.userAgent, navigator.maxTouchPoints)
}
