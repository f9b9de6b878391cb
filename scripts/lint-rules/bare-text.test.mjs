import assert from 'node:assert/strict'
import { test } from 'node:test'
import { RuleTester } from 'eslint'
import tseslint from 'typescript-eslint'
import { bareText } from './bare-text.mjs'

RuleTester.describe = (_name, body) => body()
RuleTester.it = (_name, body) => body()

const tester = new RuleTester({
  languageOptions: {
    parser: tseslint.parser,
    parserOptions: {
      ecmaFeatures: { jsx: true },
      projectService: { allowDefaultProject: ['*.tsx'] },
      tsconfigRootDir: import.meta.dirname,
    },
  },
})

// The rule asks for types, so what the snippets use has some.
const PRELUDE = `
  declare namespace JSX {
    interface Element { type: object }
    interface IntrinsicElements { [name: string]: object }
  }
  declare const text: string, is: boolean, count: number
  declare const Trans: any, Link: any, Logo: any
`

const snippet = (jsx) => ({ filename: 'snippet.tsx', code: `${PRELUDE}\n const page = ${jsx}` })

/** What is wrong with a snippet, by the ids of the messages. */
const refuse = (jsx, ...ids) => ({ ...snippet(jsx), errors: ids.map((messageId) => ({ messageId })) })

test('text stands alone in its element, or the rule says so', () => {
  tester.run('bare-text', bareText, {
    valid: [
      '<p>{text}</p>',
      '<p>Hello</p>',
      '<p>{is && <b>x</b>}<span>{text}</span></p>',
      '<p>{text !== "" && <b>x</b>}<i /></p>',
      '<p>{text && <b>x</b>}<i /></p>',
      '<p>{is ? <b>x</b> : null}<i /></p>',
      '<p key={text}><Trans i18nKey="a" /></p>',
      '<p>{/* a remark */}{text}</p>',
    ].map(snippet),
    invalid: [
      refuse('<p>{is && <b>x</b>}{text}</p>', 'beside'),
      refuse('<p>{is && <b>x</b>}Hello</p>', 'beside'),
      refuse('<p>{is ? text : <b>x</b>}<i /></p>', 'beside'),
      refuse('<p>{count}/{count}</p>', 'beside', 'beside', 'beside'),
      refuse('<p>{count && <b>x</b>}<i /></p>', 'beside'),
      refuse('<Link><Logo />Plenary</Link>', 'beside'),
      refuse('<>{text}</>', 'beside'),
      refuse('<p><Trans i18nKey="a" /></p>', 'rich'),
      refuse('<p key={text}><Trans i18nKey="a" /><i /></p>', 'rich'),
      { ...snippet('null; function Part() { return text }'), errors: [{ messageId: 'root' }] },
    ],
  })
  assert.ok(bareText.meta.messages.beside)
})
