import { owned } from './rule.mjs'

/** Which folder of the server alone knows a heavy dependency. */
export const ownerRules = [
  {
    name: 'sqlite-has-one-owner',
    comment: 'Only server/persistence knows the database: rooms speak to the RoomStore port.',
    severity: 'error',
    from: { path: '^(server|client|protocol)/', pathNot: ['^server/persistence/', '\\.test\\.ts$'] },
    to: { path: '^(node:)?sqlite$' },
  },
  owned(
    'mediasoup',
    '(server/media|tools/load)',
    'Only server/media knows mediasoup, and the bare worker of the load tester: rooms speak to the media port.',
  ),
  owned(
    '(@socket.io/admin-ui)',
    'server/signaling',
    'Only server/signaling knows Socket.IO, its Admin UI included; server/http serves the files of its page.',
  ),
  owned(
    'socket.io',
    'server/signaling',
    'Only server/signaling knows Socket.IO: rooms speak to a connection port.',
  ),
  owned(
    '(fastify|@fastify)',
    'server/http',
    'Only server/http knows Fastify; app.ts gets a server with two methods.',
  ),
  owned('selfsigned', 'server/certificates', 'Certificates are the business of server/certificates.'),
  owned(
    'acme-client',
    'server/certificates/acme',
    'Only server/certificates/acme knows how certificates are got: everybody else reads CertificateState.',
  ),
  owned(
    '(pino|pino-pretty)',
    'server/observability',
    'Import the Logger type of server/observability/logger.ts.',
  ),
  owned(
    'prom-client',
    'server/observability',
    'Metrics are added with the Metrics class of server/observability/metrics.ts.',
  ),
  owned(
    '(jose|openid-client)',
    'server/access',
    'Only server/access knows tokens and providers of accounts: rooms speak to the AccessPort.',
  ),
  owned('uqr', 'server/process', 'QR codes are for the terminal of the process.'),
  owned('yaml', 'server/config', 'Settings are read once, in server/config, and passed on as values.'),
]
