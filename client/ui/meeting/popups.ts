// Everything that opens beside its opener. It comes in one piece, as all of it needs the
// same code to find its place.
export { PersonMenu } from '../people/person-menu.tsx'
export { QualityPopover } from '../stage/quality-popover.tsx'
export { DeviceMenu } from '../toolbar/device-menu.tsx'
export { LayoutMenu } from '../toolbar/layout-menu.tsx'
export { LeaveMenu } from '../toolbar/leave-menu.tsx'
export { MoreSheet } from '../toolbar/more-sheet.tsx'
