// Apart from the other parts, which hold openers of popups themselves.

/** Fetches the menus and popovers. */
export const loadPopups = () => import('./popups.ts')
