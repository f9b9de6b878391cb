import type { ErrorCode } from 'yaml'

// The library's sentences may quote what stands in the file, and that may be a password.
const SENTENCES: Partial<Record<ErrorCode, string>> = {
  ALIAS_PROPS: 'an alias (*name) stands alone. Text that begins with * needs quotation marks.',
  BAD_ALIAS: 'this alias (*name) means nothing above it. Text that begins with * or & needs quotation marks.',
  BAD_DQ_ESCAPE: 'a backslash in double quotation marks begins an escape. Use single ones, or write \\\\.',
  BAD_INDENT: 'the indentation does not fit the lines above. Settings of one section begin in one column.',
  BAD_SCALAR_START: 'a value that begins with @ or ` needs quotation marks around it.',
  BLOCK_AS_IMPLICIT_KEY: 'two colons in one line. Put a value with ": " into quotation marks.',
  BLOCK_IN_FLOW: 'a list or section inside of [ ] or { } is written in [ ] or { } as well.',
  DUPLICATE_KEY: 'this key stands twice in its section. Keep one of them.',
  MISSING_CHAR: 'a quotation mark, a bracket or a colon (with a space after it) is missing.',
  MULTILINE_IMPLICIT_KEY: 'a key is followed by a colon and a space, in the same line.',
  MULTIPLE_DOCS: 'a line "---" begins a second document. Keep one document in the file.',
  TAB_AS_INDENT: 'a tab stands where only spaces may. Indent with two spaces.',
  TAG_RESOLVE_FAILED: 'tags (!name) mean nothing here. Text that begins with ! needs quotation marks.',
  BAD_COLLECTION_TYPE: 'tags (!name) mean nothing here. Text that begins with ! needs quotation marks.',
  NON_STRING_KEY: 'a key is one word, such as port.',
  RESOURCE_EXHAUSTION: 'too many levels of [ ] or { } stand in each other.',
  UNEXPECTED_TOKEN: 'this is no YAML. Look for a missing quotation mark, bracket or indentation.',
}

/**
 * Says what is wrong with a YAML file, without a word of what stands in it.
 *
 * @param code - as the parser names it: https://eemeli.org/yaml/#errors
 */
export function describeYamlMistake(code: ErrorCode): string {
  return SENTENCES[code] ?? 'this is no YAML as settings are written in. See config/plenary.yaml.'
}
