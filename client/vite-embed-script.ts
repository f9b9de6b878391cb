import { readFile } from 'node:fs/promises'
import type { Plugin } from 'vite'

const SOURCE = new URL('./embed/embed.ts', import.meta.url)

/**
 * Puts `embed.js`, which pages of others load under that very name, and its types beside the pages. It is no
 * part of the bundle: it shares no file with it, so that one address is all that others ever need.
 */
export function embedScript(): Plugin {
  return {
    name: 'embed-script',
    apply: 'build',
    async generateBundle() {
      const { default: ts } = await import('typescript')
      const source = await readFile(SOURCE, 'utf8')
      const compilerOptions = {
        target: ts.ScriptTarget.ES2022,
        module: ts.ModuleKind.ESNext,
        removeComments: true,
      }
      const script = ts.transpileModule(source, { compilerOptions })
      const types = ts.transpileDeclaration(source, {
        compilerOptions: { ...compilerOptions, removeComments: false },
        reportDiagnostics: true,
      })
      if (types.diagnostics?.length) this.error('client/embed/embed.ts needs types on all that it exports.')
      this.emitFile({ type: 'asset', fileName: 'embed.js', source: script.outputText })
      this.emitFile({ type: 'asset', fileName: 'embed.d.ts', source: types.outputText })
    },
  }
}
