import type { StageInput } from './stage-plan.ts'

/** What decides about the stage of a desktop on which nobody else is, for tests to change. */
export function stageInput(changes: Partial<StageInput> = {}): StageInput {
  return {
    stage: { width: 1280, height: 640 },
    phone: false,
    self: 'me',
    people: [],
    list: null,
    screens: [],
    ownScreen: false,
    pins: [],
    spotlight: [],
    mainOnly: false,
    awaitsOthers: false,
    speaker: null,
    page: 0,
    ratioOf: () => undefined,
    ...changes,
  }
}
