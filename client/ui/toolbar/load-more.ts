/** Fetches the sheet that holds what has no room in the bar of a phone; wider screens never show it. */
export const loadMore = () => import('./more-sheet.tsx')
