/** What a bundler tells of its modules. */
interface ModuleGraph {
  getModuleInfo(id: string): { readonly importedIds: readonly string[] } | null
}

/** The steps into a meeting: a file for each, and the module with which it begins. */
const STEPS = [
  { name: 'start', entry: 'client/main.tsx' },
  { name: 'room', entry: 'client/ui/room/room-page.tsx' },
  { name: 'meeting-page', entry: 'client/ui/meeting/meeting-page.tsx' },
] as const

/**
 * Names the file into which each module goes: that of the first step into a meeting that needs it. Otherwise each
 * further page that shares some of the code would cut it into smaller files, and many small ones are more bytes and
 * more requests on the way in. Libraries follow those who use them: most of what their barrels import is shaken off.
 *
 * @param root - folder of the checkout, with a slash at its end
 * @returns a function of a module and the graph; null leaves a module to the bundler
 */
export function chunksOfWayIn(root: string): (id: string, graph: ModuleGraph) => string | null {
  const taken = new WeakMap<ModuleGraph, Map<string, string>>()
  return (id, graph) => {
    const known = taken.get(graph) ?? assign(root, graph)
    taken.set(graph, known)
    return known.get(id) ?? null
  }
}

function assign(root: string, graph: ModuleGraph): Map<string, string> {
  const steps = new Map<string, string>()
  for (const { name, entry } of STEPS) {
    const open = [root + entry]
    for (let id = open.pop(); id !== undefined; id = open.pop()) {
      if (steps.has(id) || id.includes('/node_modules/')) continue
      steps.set(id, name)
      open.push(...(graph.getModuleInfo(id)?.importedIds ?? []))
    }
  }
  return steps
}
