/**
 * A word of a command line in a unit file. Source: systemd.service(5), "Command lines"; systemd.unit(5), "Specifiers".
 *
 * @throws {Error} for control characters, which no unit file can hold
 */
export function quoteWord(word: string): string {
  if (/\p{Cc}/u.test(word))
    throw new Error(`A service cannot have the path or option ${JSON.stringify(word)}.`)
  const escaped = word.replaceAll('%', '%%').replaceAll('$', '$$$$')
  return /^[\w@%+=:,./$-]+$/.test(escaped) ? escaped : `"${escaped.replace(/["\\]/g, '\\$&')}"`
}

/** An assignment for `Environment=`, where a dollar sign means itself. */
export function quoteAssignment(name: string, value: string): string {
  return quoteWord(`${name}=${value}`).replaceAll('$$', '$')
}

/**
 * The program of a command line, whose path may hold less than other words.
 *
 * @throws {Error} with a sentence that says what to do
 */
export function quoteProgram(path: string): string {
  if (!/["'$\\\p{Cc}]/u.test(path)) return quoteWord(path)
  throw new Error(
    `systemd starts nothing from ${JSON.stringify(path)}. Move Plenary to /opt/plenary, then try again.`,
  )
}
