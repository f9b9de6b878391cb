import { takeLinkKeys } from './link-keys.ts'

// Imported before everything else of the page: nothing else sees what a link carries.
takeLinkKeys(true)
// A link that is opened in the address bar of its own room loads no page.
addEventListener('hashchange', () => takeLinkKeys(false))
