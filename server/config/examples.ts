/** What settings without a default look like, by path; the sample file and explanations show them. */
export const EXAMPLES: Readonly<Record<string, unknown>> = {
  'api.keysFile': '/etc/plenary/api-keys.json',
  'listen.announce': ['203.0.113.7'],
  'listen.tls.certFile': '/etc/plenary/cert.pem',
  'listen.tls.keyFile': '/etc/plenary/key.pem',
  'listen.trustProxy': ['127.0.0.1'],
  'listen.publicUrl': 'https://example.org/meet',
  'listen.allowedHosts': ['meet.example.org'],
  'listen.allowedOrigins': ['https://meet.example.org'],
  'metrics.token': 'a-long-random-text',
  'access.tokens': [{ issuer: 'portal.example.org', secret: 'what "openssl rand -base64 48" says' }],
  'access.oidc.issuer': 'https://sso.example.org/realms/example',
  'access.oidc.clientId': 'plenary',
  'access.oidc.clientSecret': 'what-the-provider-gives',
  'access.oidc.hosts': ['teachers'],
  'access.pictureHosts': ['pictures.example.org'],
  'media.iceServers': [
    { urls: ['turns:turn.example.org:443?transport=tcp'], username: 'plenary', credential: 'secret' },
  ],
}
