/**
 * Every finding by its stable id, `<check>` for what is in order and `<check>.<problem>` for what is not, with the reason
 * why it matters. docs/doctor.md has a section for each.
 */
export const CATALOGUE = {
  settings: 'The server starts with these settings only if each of them is in order.',
  'settings.invalid': 'The server refuses to start with these settings.',
  'settings.other': 'Flags and variables of its start count, and not those of this command.',
  server: 'Only a running server can tell what it really uses.',
  'server.absent':
    'What only a running server can show was not checked: the media path and a proxy in front.',
  'server.mute': 'A process that does not answer on its control socket may not answer anybody.',
  ports: 'Pages need their TCP port, and each media worker a port of its own, UDP and TCP.',
  'ports.taken':
    'The server cannot start, or takes another media port than the one that the firewall lets through.',
  firewall: 'People join over the port of the pages; what they say and show is better over the media ports.',
  'firewall.closed':
    'The rules of this machine drop what comes to this port, so nobody outside gets through.',
  'firewall.unknown': 'The rules of this machine could not be read or understood to the end.',
  addresses: 'Browsers send media to the addresses that the server announces, and to no others.',
  'addresses.loopback': 'Nobody on another machine can take part, which may be what you want.',
  'addresses.private':
    'Such an address is reachable from the same network alone: guests outside join, and hear nobody.',
  'addresses.shared':
    'The provider puts this machine behind a NAT of its own (RFC 6598), and nobody outside gets through it.',
  'addresses.virtual':
    'Addresses of containers, virtual machines and VPNs are unknown to everybody outside of these.',
  'addresses.unresolved': 'Media goes nowhere if the name that is announced has no address.',
  'addresses.differs':
    'Guests send media to the address that is announced; the internet sees this machine at another one.',
  https: 'Browsers give cameras and microphones to pages over HTTPS only, and on localhost.',
  'https.off': 'On other machines nobody can use a camera or a microphone.',
  certificate: 'Browsers open the page without a warning only with a valid certificate.',
  'certificate.unreadable':
    'The server does not start without its certificate and the key that belongs to it.',
  'certificate.expired': 'Browsers refuse or warn, and WebSockets fail without a word.',
  'certificate.early': 'The certificate is not valid yet, by the clock of this machine.',
  'certificate.expiring': 'Meetings go on when it ends, but nobody new gets in.',
  'certificate.name': 'Browsers warn whoever opens a name that the certificate does not have.',
  'certificate.chain': 'Browsers do not trust whoever signed it, or miss a certificate in between.',
  clock: 'Certificates, tokens and invitations are good until a time of day.',
  'clock.off': 'Certificates and tokens are refused as expired or as not valid yet.',
  'clock.unsynchronized':
    'A clock that nobody corrects drifts by seconds a week, and tokens are good for a minute.',
  descriptors: 'Each connection takes a file descriptor.',
  'descriptors.few': 'Connections are refused once the descriptors are used up.',
  buffers: 'Many media packets arrive at once when people join, and wait in the buffer of the socket.',
  'buffers.small': 'The kernel caps the buffers, and packets are lost while many people join.',
  capacity: 'What is forwarded follows from what people look at, and needs cores and memory.',
  'capacity.cores': 'An overloaded server sends fewer and smaller pictures, and then refuses newcomers.',
  'capacity.memory': 'The system ends processes when no memory is left.',
  worker: 'Media flows through processes of their own, the mediasoup workers.',
  'worker.broken': 'Without a worker that starts here there are no meetings.',
  storage: 'Seats and chat outlive a restart in a database of this server.',
  'storage.none': 'A restart loses all seats and the chat; meetings do not come back.',
  'storage.unwritable': 'Nothing can be kept, and the server may refuse to start.',
  'storage.full': 'What is said and decided is not kept, and waits in memory.',
  'storage.low': 'A full disk keeps no chat and no rules of rooms.',
  'storage.open':
    'The database holds chat and the signing secret, and other users of this machine can read it.',
  proxy: 'A proxy in front has to pass WebSockets, the Host and the address of each guest on.',
  'proxy.unreachable':
    'Guests open this address. From this machine it may fail without a fault: many routers do not lead back in.',
  'proxy.upgrade': 'Without WebSockets each message costs the server a request, and guests a round trip.',
  'proxy.host': 'The server sees another host name than guests opened.',
  'proxy.address': 'All guests share one address, and with it the limits of one person.',
  'proxy.wide': 'Whoever is trusted as a proxy can claim any address, and so escape every limit.',
  media:
    'People see and hear each other only if packets reach a port of media, or that of the pages where it takes media too.',
  'media.local':
    'It is an address of this machine: that says the worker answers, and nothing of firewalls on the way to guests.',
  'media.silent':
    'The address is none of this machine. Either the ports are not forwarded, or the router does not lead back in, which harms nobody.',
  'media.refused': 'Nothing listens where guests are told to send media, or something else does.',
  'media.broken': 'A worker that does not answer on an address of its own machine answers nobody.',
  'media.call': 'A participant that joins as guests do got no packets back.',
  'media.closed': 'No room could be opened for the call, because of the rules of this server.',
  'doctor.failed': 'A check that could not be carried out says nothing about what it looks at.',
  'media.outside': 'No check from inside shows what a guest sees. Only a visit from another network does.',
} as const

/** The stable name of a finding. */
export type FindingId = keyof typeof CATALOGUE
