import { defineConfig } from 'eslint/config'
import jsdoc from 'eslint-plugin-jsdoc'
import reactHooks from 'eslint-plugin-react-hooks'
import tseslint from 'typescript-eslint'
import { bareText } from './scripts/lint-rules/bare-text.mjs'

const typescript = ['**/*.ts', '**/*.tsx']
const scripts = ['**/*.js', '**/*.mjs']
const tests = ['**/*.test.{ts,mjs}', 'test/**', '**/test-*.ts', '**/fixtures/**']

// Only tools that ask for a default export get one.
const toolConfigs = ['*.config.{js,ts}', '.dependency-cruiser.mjs', 'test/kit/reporter.ts']

// A leading underscore says that a name is there for its place alone.
const UNUSED = {
  argsIgnorePattern: '^_',
  varsIgnorePattern: '^_',
  caughtErrors: 'none',
  ignoreRestSiblings: true,
}

/** What is a mistake in any JavaScript: the part of ESLint's own list that no type checker finds. */
const correctness = Object.fromEntries(
  [
    'constructor-super',
    'for-direction',
    'getter-return',
    'no-async-promise-executor',
    'no-class-assign',
    'no-compare-neg-zero',
    'no-cond-assign',
    'no-constant-binary-expression',
    'no-constant-condition',
    'no-debugger',
    'no-dupe-class-members',
    'no-dupe-else-if',
    'no-dupe-keys',
    'no-duplicate-case',
    'no-empty',
    'no-empty-pattern',
    'no-fallthrough',
    'no-func-assign',
    'no-loss-of-precision',
    'no-misleading-character-class',
    'no-prototype-builtins',
    'no-self-assign',
    'no-self-compare',
    'no-sparse-arrays',
    'no-template-curly-in-string',
    'no-this-before-super',
    'no-unreachable',
    'no-unsafe-finally',
    'no-unsafe-negation',
    'no-unsafe-optional-chaining',
    'no-unused-private-class-members',
    'no-useless-assignment',
    'no-useless-catch',
    'no-useless-escape',
    'no-with',
    'use-isnan',
    'valid-typeof',
  ].map((rule) => [rule, 'error']),
)

/** Rules about meaning, for every file. */
const common = {
  eqeqeq: ['error', 'always', { null: 'ignore' }],
  'no-var': 'error',
  'prefer-const': 'error',
  'no-console': 'off',
  'no-restricted-syntax': [
    'error',
    {
      selector: 'ExportDefaultDeclaration',
      message: 'Export by name: an import then says what it is, and a rename finds every use.',
    },
    {
      selector: 'ExportNamedDeclaration > ExportSpecifier[exported.name="default"]',
      message: 'Export by name: an import then says what it is, and a rename finds every use.',
    },
  ],
}

/** Rules about size: what spoils a codebase is the tail, not the median. */
const size = {
  'max-lines': ['error', { max: 300 }],
  'max-lines-per-function': ['error', { max: 80 }],
  complexity: ['error', 12],
}

/** Rules that need types. */
const typed = {
  '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
  '@typescript-eslint/switch-exhaustiveness-check': [
    'error',
    { considerDefaultExhaustiveForUnions: true, requireDefaultForNonUnion: false },
  ],
  '@typescript-eslint/no-unused-vars': ['error', UNUSED],
  // Interfaces of plain functions are written as methods here, and may be destructured.
  '@typescript-eslint/unbound-method': 'off',
  // An async function may be one because its interface says so.
  '@typescript-eslint/require-await': 'off',
  // `() => void calls.push(x)` says on purpose that the result does not matter.
  '@typescript-eslint/no-confusing-void-expression': 'off',
  // TypeScript does not know what changes while a function waits, nor what a browser lacks.
  '@typescript-eslint/no-unnecessary-condition': 'off',
  // `Promise.withResolvers<void>()` is what a promise without a value is made with.
  '@typescript-eslint/no-invalid-void-type': 'off',
  // Records by id lose entries; their keys are never those of a class.
  '@typescript-eslint/no-dynamic-delete': 'off',
  '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
}

/** Every export says what it is. */
const documented = {
  'jsdoc/require-jsdoc': [
    'error',
    {
      publicOnly: true,
      enableFixer: false,
      require: { FunctionDeclaration: true, ClassDeclaration: true },
      contexts: [
        'ExportNamedDeclaration > VariableDeclaration',
        'ExportNamedDeclaration > TSInterfaceDeclaration',
        'ExportNamedDeclaration > TSTypeAliasDeclaration',
      ],
    },
  ],
  // A comment without a word says nothing.
  'jsdoc/no-blank-blocks': 'error',
}

const LAZY = {
  name: 'react',
  importNames: ['lazy', 'Suspense'],
  message: 'Use lazyPart: React holds back what follows a fallback for 300 ms.',
}

const PLAIN_HTTP = {
  regex: '^node:http$',
  allowTypeImports: true,
  message:
    'Import server/lib/plain-http.ts: an import of node:http loads a WebSocket client of several megabytes.',
}

export default defineConfig(
  { ignores: ['**/node_modules/', 'client/dist/', 'scripts/worker/overlay/'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  { rules: { ...correctness, ...common, ...size } },
  {
    files: typescript,
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: typed,
  },
  {
    // The two rules of hooks; the plugin's others compile every component, for six more seconds.
    files: ['client/ui/**/*.{ts,tsx}'],
    plugins: { 'react-hooks': reactHooks },
    rules: {
      'react-hooks/rules-of-hooks': 'error',
      'react-hooks/exhaustive-deps': 'error',
      'no-restricted-imports': ['error', { paths: [LAZY] }],
    },
  },
  {
    files: ['server/**/*.ts'],
    ignores: ['**/*.test.ts', '**/test-*.ts'],
    rules: { '@typescript-eslint/no-restricted-imports': ['error', { patterns: [PLAIN_HTTP] }] },
  },
  {
    files: ['client/ui/**/*.tsx'],
    plugins: { plenary: { rules: { 'bare-text': bareText } } },
    rules: { 'plenary/bare-text': 'error' },
  },
  {
    files: scripts,
    rules: {
      'no-undef': 'error',
      'no-unused-vars': ['error', UNUSED],
    },
    languageOptions: {
      globals: Object.fromEntries(
        ['process', 'console', 'URL', 'Buffer', 'fetch', 'AbortController', 'AbortSignal', 'performance']
          .concat([
            'setTimeout',
            'clearTimeout',
            'setInterval',
            'clearInterval',
            'TextDecoder',
            'TextEncoder',
          ])
          .map((name) => [name, 'readonly']),
      ),
    },
  },
  {
    files: ['**/*.{ts,tsx,mjs}'],
    ignores: tests,
    plugins: { jsdoc },
    rules: documented,
  },
  { files: toolConfigs, rules: { 'no-restricted-syntax': 'off' } },
  {
    // It runs in browsers that are too old for everything else.
    files: ['client/public/*.js'],
    languageOptions: {
      ecmaVersion: 5,
      sourceType: 'script',
      globals: Object.fromEntries(
        ['window', 'document', 'navigator', 'Promise', 'Intl', 'AbortSignal'].map((name) => [
          name,
          'readonly',
        ]),
      ),
    },
    rules: { 'no-var': 'off' },
  },
  {
    files: tests,
    rules: {
      'max-lines': 'off',
      'max-lines-per-function': 'off',
      complexity: 'off',
    },
  },
  {
    files: ['**/*.test.ts'],
    rules: {
      // `describe` and `it` return promises that nobody awaits.
      '@typescript-eslint/no-floating-promises': [
        'error',
        {
          allowForKnownSafeCalls: [
            { from: 'package', package: 'node:test', name: ['describe', 'it', 'test'] },
          ],
        },
      ],
    },
  },
  {
    // What a browser returns from `getStats` and from scripts in a page has no types.
    files: ['test/e2e/**'],
    rules: Object.fromEntries(
      [
        'explicit-any',
        'unsafe-argument',
        'unsafe-assignment',
        'unsafe-call',
        'unsafe-member-access',
        'unsafe-return',
      ].map((rule) => [`@typescript-eslint/no-${rule}`, 'off']),
    ),
  },
)
