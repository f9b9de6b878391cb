import { clientRules } from './scripts/import-rules/client.mjs'
import { TEST, TEST_HELPER } from './scripts/import-rules/rule.mjs'
import { serverRules } from './scripts/import-rules/server.mjs'
import { toolsRules } from './scripts/import-rules/tools.mjs'

/**
 * Who may import whom. Each rule says why it exists, because that is what somebody needs
 * who runs into it.
 */
const forbidden = [
  {
    name: 'no-cycles',
    comment:
      'Two modules that need each other are one module, and nobody can read or test either alone. Move what both ' +
      'need below them, or pass it in. Type imports count: they are how cycles begin.',
    severity: 'error',
    from: {},
    to: { circular: true },
  },
  {
    name: 'imports-resolve',
    comment: 'The import leads nowhere. Correct the path; it needs the .ts extension.',
    severity: 'error',
    from: {},
    to: { couldNotResolve: true, pathNot: '^(vite/client|virtual:)' },
  },
  {
    name: 'protocol-imports-zod-only',
    comment:
      'The protocol is what both sides agree on. It must load in a browser and in Node, and must not drag either side in.',
    severity: 'error',
    from: { path: '^protocol/', pathNot: TEST },
    to: { pathNot: ['^protocol/', '^node_modules/zod/'] },
  },
  {
    name: 'nothing-imports-tests',
    comment: 'Product code must not depend on tests or their tools.',
    severity: 'error',
    from: { path: '^(server|client|protocol|scripts|tools)/', pathNot: [TEST, TEST_HELPER] },
    to: { path: ['^test/', TEST, TEST_HELPER] },
  },
  {
    name: 'product-never-imports-tools',
    comment: 'Tools drive the product from outside; what both need belongs to protocol/.',
    severity: 'error',
    from: { path: '^(server|client|protocol|scripts)/', pathNot: TEST },
    to: { path: '^tools/' },
  },
  ...serverRules,
  ...clientRules,
  ...toolsRules,
]

export default {
  forbidden,
  options: {
    doNotFollow: { path: '^node_modules/' },
    exclude: { path: '^client/dist/' },
    // Type imports are gone at run time, and still tie modules together.
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'browser', 'types', 'default'],
      extensions: ['.ts', '.tsx', '.mjs', '.js', '.json', '.d.ts'],
    },
  },
}
