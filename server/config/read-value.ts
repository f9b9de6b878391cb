import type { SchemaNode } from './settings.ts'

/**
 * Turns the text of an environment variable or a flag into the value that the
 * schema expects. Text that does not fit stays text, so that the schema refuses
 * it with the same words as in a file.
 *
 * @param node - what the schema says about the setting
 * @param text - lists are separated by commas; lists of objects are JSON
 */
export function readValue(node: SchemaNode, text: string): unknown {
  const trimmed = text.trim()
  for (const choice of node.anyOf ?? [node]) {
    const value = readAs(choice, trimmed)
    if (value !== undefined) return value
  }
  return trimmed
}

function readAs(node: SchemaNode, text: string): unknown {
  if ('const' in node) return text === String(node.const) ? node.const : undefined
  switch (node.type) {
    case 'integer':
    case 'number':
      return /^[+-]?\d+(\.\d+)?$/.test(text) ? Number(text) : undefined
    case 'boolean':
      return text === 'true' ? true : text === 'false' ? false : undefined
    case 'array':
      return node.items?.type === 'object' ? readJson(text) : splitList(text)
    default:
      return undefined
  }
}

function splitList(text: string): string[] {
  return text
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '')
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}
