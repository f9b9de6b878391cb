import { INNER_ADDRESS, PUBLIC_ADDRESS } from './network.ts'

// What the server says to itself, and what finds neighbours over IPv6, always passes.
const input = (rule: string, policy: 'accept' | 'drop'): string => `table inet filter {
  chain input {
    type filter hook input priority 0; policy ${policy};
    iif lo accept
    icmpv6 type != echo-request accept
    ${rule}
  }
}`

/** What reaches the server, as firewalls on the way leave it; in the words of nft(8). */
export const FIREWALLS = {
  noUdp: input('meta l4proto udp drop', 'accept'),
  /** The port of the pages, over TCP, and nothing else. */
  onlyPages: input('tcp dport 443 accept', 'drop'),
} as const

/** Whatever comes to the public address goes to the server behind it, one to one. */
export const ONE_TO_ONE = `table ip nat {
  chain in { type nat hook prerouting priority -100;
    ip daddr ${PUBLIC_ADDRESS} dnat to ${INNER_ADDRESS}
  }
  chain out { type nat hook postrouting priority 100;
    ip saddr ${INNER_ADDRESS} snat to ${PUBLIC_ADDRESS}
  }
}`
