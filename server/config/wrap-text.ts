/**
 * Breaks a text between words.
 *
 * @param width - longest line, in characters; longer words stand alone
 * @param first - what stands before the first line
 * @param indent - spaces before the others; as many as `first` has characters unless given
 */
export function wrapText(
  text: string,
  width: number,
  first: string,
  indent: number = first.length,
): string[] {
  const lines: string[] = []
  let line = first
  let isEmpty = true
  for (const word of text.replaceAll('`', '').split(/\s+/)) {
    if (!isEmpty && line.length + 1 + word.length > width) {
      lines.push(line)
      line = ' '.repeat(indent)
      isEmpty = true
    }
    line += isEmpty ? word : ` ${word}`
    isEmpty = false
  }
  return [...lines, line.trimEnd()]
}
