import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { NftRuleset } from './nft-ruleset.ts'

const CHAIN = { family: 'inet', table: 'filter', name: 'input', hook: 'input', prio: 0, policy: 'accept' }
const dport = (right: unknown, protocol = 'udp') => ({
  match: { op: '==', left: { payload: { protocol, field: 'dport' } }, right },
})
const meta = (key: string, right: unknown, op = '==') => ({ match: { op, left: { meta: { key } }, right } })
const state = (...states: string[]) => ({
  match: { op: 'in', left: { ct: { key: 'state' } }, right: states },
})
const source = {
  match: { op: '==', left: { payload: { protocol: 'ip', field: 'saddr' } }, right: '10.0.0.1' },
}

function judge(
  chain: Partial<typeof CHAIN>,
  ...rules: (object[] | { chain: string; expr: object[] })[]
): string {
  const entries = rules.map((rule) => {
    const { chain: name, expr } = Array.isArray(rule) ? { chain: 'input', expr: rule } : rule
    return { rule: { family: 'inet', table: 'filter', chain: name, expr } }
  })
  const other = { chain: { family: 'inet', table: 'filter', name: 'media' } }
  const nftables = [{ metainfo: {} }, { chain: { ...CHAIN, ...chain } }, other, ...entries]
  const verdict = new NftRuleset(JSON.stringify({ nftables })).judge({ protocol: 'udp', port: 40_000 })
  return [verdict.result, ...(verdict.chain === undefined ? [] : [verdict.chain])].join(' ')
}

describe('the rules of nftables', () => {
  it('let through what no rule drops, and drop by policy', () => {
    assert.equal(new NftRuleset('{"nftables":[]}').judge({ protocol: 'udp', port: 1 }).result, 'accept')
    assert.equal(judge({}), 'accept')
    assert.equal(judge({ policy: 'drop' }), 'drop inet filter input')
  })

  it('match ports, ranges, sets and lists of this protocol alone', () => {
    const drops = (...expr: object[]): string => judge({}, [...expr, { counter: {} }, { drop: null }])
    assert.match(drops(dport(40_000)), /^drop/)
    assert.match(drops(dport({ set: [22, { range: [39_000, 41_000] }] })), /^drop/)
    assert.match(drops(meta('l4proto', { set: ['tcp', 'udp'] }), dport(40_000, 'th')), /^drop/)
    assert.equal(drops(dport(40_000, 'tcp')), 'accept')
    assert.equal(drops(dport({ range: [1, 39_999] })), 'accept')
    assert.equal(drops(meta('iifname', 'lo')), 'accept')
    assert.match(drops(meta('iifname', 'lo', '!=')), /^drop/)
  })

  it('take a packet for a new one, and follow chains', () => {
    const established = [state('established', 'related'), { accept: null }]
    assert.match(judge({ policy: 'drop' }, established), /^drop/)
    const vmap = {
      vmap: { key: { ct: { key: 'state' } }, data: { set: [['established', { accept: null }]] } },
    }
    const jump = [{ jump: { target: 'media' } }]
    const inside = { chain: 'media', expr: [dport(40_000), { accept: null }] }
    assert.equal(judge({ policy: 'drop' }, [vmap], jump, inside), 'accept')
    assert.match(judge({ policy: 'drop' }, jump, { chain: 'media', expr: [{ return: null }] }), /^drop/)
    assert.equal(
      judge({}, jump, { chain: 'media', expr: jump }),
      'unknown',
      'chains that lead round in a circle',
    )
  })

  it('say that they do not know where it depends on the sender, a named set or a limit', () => {
    assert.equal(judge({ policy: 'drop' }, [source, { accept: null }]), 'unknown')
    assert.equal(judge({}, [dport('@closed'), { drop: null }]), 'unknown')
    assert.equal(judge({ policy: 'drop' }, [{ limit: { rate: 5 } }, { accept: null }]), 'unknown')
    assert.equal(judge({}, [dport(40_000), { accept: null }], [source, { drop: null }]), 'accept')
  })
})
