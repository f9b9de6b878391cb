/** What a test is called; tests may import anything. */
export const TEST = '\\.test\\.(tsx?|mjs)$'
/** Test helpers that stand beside the source that they imitate. */
export const TEST_HELPER = '(^|/)test-[^/]+\\.ts$'

/** A heavy dependency has one owner folder, so that replacing it touches that folder alone. */
export function owned(dependency, owner, reason) {
  return {
    name: `${/[\w.-]+/.exec(dependency)?.[0]}-has-one-owner`,
    comment: reason,
    severity: 'error',
    from: { path: '^(server|client|protocol|tools)/', pathNot: [`^${owner}/`, TEST, TEST_HELPER] },
    to: { path: `^node_modules/${dependency}/` },
  }
}

/** A folder that may import only itself and what is named. */
export function layer(folder, allowed, reason) {
  return {
    name: `${folder.replaceAll('/', '-')}-imports-lower-layers-only`,
    comment: reason,
    severity: 'error',
    from: { path: `^${folder}/`, pathNot: [TEST, TEST_HELPER] },
    to: {
      path: '^(server|client|protocol|test|scripts|tools)/',
      pathNot: [folder, ...allowed].map((path) => `^${path}(/|$)`),
    },
  }
}
