import { z } from 'zod'
import { matchOf, type Packet } from './nft-match.ts'

/** What happens to a packet; `unknown` where the rules look at what is not known beforehand. */
export interface Verdict {
  readonly result: 'accept' | 'drop' | 'unknown'
  /** Family, table and name of the chain that drops it. */
  readonly chain?: string
}

type Outcome = 'accept' | 'drop' | 'unknown' | 'return' | 'continue'

const chainSchema = z.object({
  family: z.string(),
  table: z.string(),
  name: z.string(),
  hook: z.string().optional(),
  prio: z.number().optional(),
  policy: z.string().optional(),
})
const ruleSchema = z.object({
  family: z.string(),
  table: z.string(),
  chain: z.string(),
  expr: z.array(z.record(z.string(), z.unknown())).default([]),
})
const listingSchema = z.object({ nftables: z.array(z.record(z.string(), z.unknown())) })

type Chain = z.infer<typeof chainSchema>
type Rule = z.infer<typeof ruleSchema>

const FAMILIES = new Set(['ip', 'inet'])
const DEPTH_MAX = 16

/**
 * The rules of nftables for what comes in over IPv4, as `nft -j list ruleset` prints them. Source:
 * libnftables-json(5), nft(8).
 */
export class NftRuleset {
  readonly #chains: readonly Chain[]
  readonly #rules: readonly Rule[]

  /** @throws {Error} for a text that is no such listing */
  constructor(json: string) {
    const { nftables } = listingSchema.parse(JSON.parse(json))
    const all = <T>(key: string, schema: z.ZodType<T>): T[] =>
      nftables.flatMap((entry) => (entry[key] === undefined ? [] : [schema.parse(entry[key])]))
    this.#chains = all('chain', chainSchema)
    this.#rules = all('rule', ruleSchema)
  }

  /** Follows a packet through all chains of the hook `input`, in their order: each may drop it. */
  judge(packet: Packet): Verdict {
    const chains = this.#chains.filter(({ hook, family }) => hook === 'input' && FAMILIES.has(family))
    let isUnknown = false
    for (const chain of chains.sort((left, right) => (left.prio ?? 0) - (right.prio ?? 0))) {
      const outcome = this.#follow(chain, packet, 0)
      const result = outcome === 'continue' || outcome === 'return' ? (chain.policy ?? 'accept') : outcome
      if (result === 'drop')
        return isUnknown
          ? { result: 'unknown' }
          : { result, chain: `${chain.family} ${chain.table} ${chain.name}` }
      if (result === 'unknown') isUnknown = true
    }
    return { result: isUnknown ? 'unknown' : 'accept' }
  }

  #follow(chain: Chain, packet: Packet, depth: number): Outcome {
    if (depth > DEPTH_MAX) return 'unknown'
    const rules = this.#rules.filter(
      (rule) => rule.family === chain.family && rule.table === chain.table && rule.chain === chain.name,
    )
    for (const rule of rules) {
      const outcome = this.#apply(rule, packet, depth)
      if (outcome === 'return') return 'continue'
      if (outcome !== 'continue') return outcome
    }
    return 'continue'
  }

  #apply(rule: Rule, packet: Packet, depth: number): Outcome {
    let isCertain = true
    for (const expression of rule.expr) {
      if ('match' in expression) {
        const matches = matchOf(expression.match, packet)
        if (matches === false) return 'continue'
        if (matches === undefined) isCertain = false
      } else {
        const outcome = this.#verdictOf(expression, rule, packet, depth)
        if (outcome === 'none') continue
        if (outcome === 'continue') return 'continue'
        return isCertain ? outcome : 'unknown'
      }
    }
    return 'continue'
  }

  #verdictOf(
    expression: Record<string, unknown>,
    rule: Rule,
    packet: Packet,
    depth: number,
  ): Outcome | 'none' {
    if ('accept' in expression) return 'accept'
    if ('drop' in expression || 'reject' in expression) return 'drop'
    if ('return' in expression) return 'return'
    if ('jump' in expression || 'goto' in expression) {
      const { target } = z.object({ target: z.string() }).parse(expression.jump ?? expression.goto)
      const chain = this.#chains.find(
        ({ family, table, name }) => family === rule.family && table === rule.table && name === target,
      )
      return chain ? this.#follow(chain, packet, depth + 1) : 'unknown'
    }
    if ('vmap' in expression) return stateMap(expression.vmap)
    // They only count, write or change what is not looked at here.
    if (['counter', 'log', 'mangle', 'notrack'].some((key) => key in expression)) return 'none'
    return 'unknown'
  }
}

const vmapSchema = z.object({
  key: z.object({ ct: z.object({ key: z.literal('state') }) }),
  data: z.object({ set: z.array(z.tuple([z.unknown(), z.record(z.string(), z.unknown())])) }),
})

function stateMap(vmap: unknown): Outcome {
  const parsed = vmapSchema.safeParse(vmap)
  if (!parsed.success) return 'unknown'
  const entry = parsed.data.data.set.find(([state]) => state === 'new')
  if (!entry) return 'continue'
  if ('accept' in entry[1]) return 'accept'
  return 'drop' in entry[1] ? 'drop' : 'unknown'
}
