import type { ReactNode } from 'react'

/**
 * A text in which a part between `<0>` and `</0>` stands out.
 *
 * @param text - translated, with what it names filled in
 * @param element - what the marked part becomes
 */
export function MarkedText({ text, element }: { text: string; element: 'strong' | 'code' }): ReactNode {
  const [before = '', marked, after = ''] = text.split(/<0>(.*?)<\/0>/)
  const Marked = element
  return (
    <>
      <span>{before}</span>
      {marked !== undefined && <Marked>{marked}</Marked>}
      <span>{after}</span>
    </>
  )
}
