/** What links bring for the doors of rooms; light, as the first page has it. */
export { keepLinkKeys, type DoorKeys } from '../session/door/link-keys.ts'
