import { isBuiltin } from 'node:module'
import { join } from 'node:path'
import { build } from 'vite'

/**
 * Makes JavaScript of programs and of what they import of the product. Modules keep their places: `server/main.ts`
 * becomes `server/main.js`, so that each still finds what lies beside it. Packages stay packages: some find files of
 * their own, and CommonJS with cycles does not survive being taken apart.
 *
 * @param root - the checkout
 * @param programs - paths of sources, relative to it
 * @param target - folder that the JavaScript goes to
 * @returns names of the packages that it imports, sorted
 */
export async function bundlePrograms(
  root: string,
  programs: readonly string[],
  target: string,
): Promise<string[]> {
  const packages = new Set<string>()
  await build({
    configFile: false,
    root,
    logLevel: 'warn',
    publicDir: false,
    build: {
      ssr: true,
      outDir: target,
      emptyOutDir: false,
      minify: false,
      target: 'node24',
      rolldownOptions: {
        input: programs.map((program) => join(root, program)),
        external: (source) => !/^[./\0]/.test(source),
        output: { preserveModules: true, preserveModulesRoot: root, entryFileNames: '[name].js' },
      },
    },
    plugins: [
      {
        name: 'list-packages',
        generateBundle(_, bundle) {
          for (const chunk of Object.values(bundle)) {
            if (chunk.type !== 'chunk') continue
            for (const source of [...chunk.imports, ...chunk.dynamicImports]) {
              const [, name] = /^((?:@[^/]+\/)?[^/]+)/.exec(source) ?? []
              if (!(source in bundle) && name !== undefined && !isBuiltin(source)) packages.add(name)
            }
          }
        },
      },
    ],
  })
  return [...packages].sort()
}
