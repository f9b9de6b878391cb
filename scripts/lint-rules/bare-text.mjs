import ts from 'typescript'

const TEXT = ts.TypeFlags.StringLike | ts.TypeFlags.NumberLike | ts.TypeFlags.BigIntLike

/** Components that put text and elements side by side themselves. */
const RICH = new Set(['Trans', 'Linkify'])

const messages = {
  beside:
    'Wrap this text in an element of its own, such as a <span>. A browser that translates the page replaces ' +
    'bare text, and React then fails as soon as it touches it or what stands before it.',
  root: 'Return an element that holds this text: beside others it would be bare, which fails on translated pages.',
  rich: 'Make this the only child of an element that has a `key` which changes with the text: then the whole element is replaced, and never a piece of text that a translation has moved.',
}

/** Whether a type may be text on the page; React renders no node for an empty one. */
function mayBeText(type) {
  if (type.aliasSymbol?.name === 'ReactNode') return false
  if (type.isUnion()) return type.types.some(mayBeText)
  if (type.isStringLiteral()) return type.value !== ''
  return (type.flags & TEXT) !== 0
}

/** Whether a union is that of React's own slots, which are judged where they are filled. */
function isSlot(type) {
  return type.isUnion() && type.types.some((part) => part.symbol?.name === 'Iterable')
}

function isMeaningful(child) {
  if (child.type === 'JSXText') return child.value.trim() !== ''
  return child.type !== 'JSXExpressionContainer' || child.expression.type !== 'JSXEmptyExpression'
}

const nameOf = ({ openingElement }) =>
  openingElement.name.type === 'JSXIdentifier' ? openingElement.name.name : ''

function isKeyedElement(node) {
  if (node.type !== 'JSXElement' || !/^[a-z]/.test(nameOf(node))) return false
  return node.openingElement.attributes.some(({ name }) => name?.name === 'key')
}

/**
 * An ESLint rule: no text stands beside other children of a JSX element. Needs types.
 * Source: https://github.com/facebook/react/issues/11538
 */
export const bareText = {
  meta: { type: 'problem', schema: [], messages },
  create(context) {
    const { services, isText } = readerOf(context)
    const report = (node, messageId) => context.report({ node, messageId })

    function checkChildren(node) {
      const children = node.children.filter(isMeaningful)
      // What a fragment holds stands beside whatever stands beside the fragment.
      if (children.length < 2 && node.type === 'JSXElement') return
      for (const child of children) {
        if (child.type === 'JSXText') report(child, 'beside')
        else if (child.type === 'JSXExpressionContainer' && isText(child.expression)) report(child, 'beside')
      }
    }

    function checkRich(node) {
      if (!RICH.has(nameOf(node))) return
      const { parent } = node
      const isAlone = isKeyedElement(parent) && parent.children.filter(isMeaningful).length === 1
      if (!isAlone) report(node.openingElement, 'rich')
    }

    function checkReturn(node) {
      const owner = context.sourceCode.getAncestors(node).findLast(({ type }) => /Function/.test(type))
      if (!node.argument || !/^[A-Z]/.test(owner?.id?.name ?? '')) return
      if (isText(node.argument)) report(node.argument, 'root')
    }

    if (!services.program) return {}
    return {
      JSXElement(node) {
        checkChildren(node)
        checkRich(node)
      },
      JSXFragment: checkChildren,
      ReturnStatement: checkReturn,
    }
  },
}

function readerOf({ sourceCode }) {
  const services = sourceCode.parserServices
  const isText = (expression) => {
    const type = services.getTypeAtLocation(expression)
    return !isSlot(type) && mayBeText(type)
  }
  return { services, isText }
}
