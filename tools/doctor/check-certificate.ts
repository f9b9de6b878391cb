import { createPrivateKey, X509Certificate } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { isIP } from 'node:net'
import { connect, type DetailedPeerCertificate } from 'node:tls'
import { certificateFindings, readChain, renewalLines } from '../../server/doctor/certificate-findings.ts'
import { problem, shellWord, type Finding } from '../../server/doctor/finding.ts'
import type { Subject } from './subject.ts'

const CONNECT_MS = 5000

/** Looks at the certificate in the files of the settings, or else at the one that the public address shows. */
export async function checkCertificate({ settings, facts }: Subject): Promise<Finding[]> {
  const { tls, publicUrl } = settings.listen
  const names = namesOf(settings.listen)
  if (tls.mode === 'files' && tls.certFile !== undefined && tls.keyFile !== undefined)
    return await checkFiles({ certFile: tls.certFile, keyFile: tls.keyFile }, names)
  if (publicUrl?.startsWith('https:')) return await checkShown(new URL(publicUrl), names, false)
  if (tls.mode === 'off' || !facts) return []
  return await checkShown(new URL(facts.localUrl), [], tls.mode === 'self-signed')
}

/** Under which guests open the server, as far as the settings say. */
function namesOf({ publicUrl, announce }: Subject['settings']['listen']): string[] {
  if (publicUrl === undefined) return announce.filter((entry) => isIP(entry) === 0)
  return [new URL(publicUrl).hostname.replace(/^\[|\]$/g, '')]
}

async function checkFiles(
  files: { certFile: string; keyFile: string },
  names: readonly string[],
): Promise<Finding[]> {
  try {
    const chain = readChain(await read(files.certFile))
    const key = createPrivateKey(await read(files.keyFile))
    if (chain[0]?.checkPrivateKey(key) === false) {
      const what = `The key in ${files.keyFile} does not belong to the certificate in ${files.certFile}.`
      return [problem('certificate.unreadable', 'error', what, renewalLines({ files, names }))]
    }
    return certificateFindings({ chain, names, now: new Date(), files, isSelfSignedByChoice: false })
  } catch (error) {
    const { code, path, message } = error as NodeJS.ErrnoException
    const what =
      path === undefined
        ? `${files.certFile} and ${files.keyFile} hold no certificate and key: ${message}.`
        : `${path} cannot be read (${code ?? message}).`
    const fix =
      code === 'EACCES' && path !== undefined
        ? [`sudo chown "$(id -un)" ${shellWord(path)}`]
        : renewalLines({ files, names })
    return [problem('certificate.unreadable', 'error', what, fix)]
  }
}

async function read(file: string): Promise<string> {
  return await readFile(file, 'utf8')
}

async function checkShown(address: URL, names: readonly string[], isOwn: boolean): Promise<Finding[]> {
  try {
    const chain = await shownChain(address)
    return certificateFindings({
      chain,
      names,
      now: new Date(),
      files: undefined,
      isSelfSignedByChoice: isOwn,
    })
  } catch {
    // That nobody can be reached there is told by the check of the proxy, or by the server being absent.
    return []
  }
}

/** The certificates that a server shows. @throws {Error} when it shows none */
async function shownChain({ hostname, port }: URL): Promise<X509Certificate[]> {
  const host = hostname.replace(/^\[|\]$/g, '')
  const { promise, resolve, reject } = Promise.withResolvers<X509Certificate[]>()
  const socket = connect({
    host,
    port: port === '' ? 443 : Number(port),
    // Whether it can be trusted is looked at afterwards.
    rejectUnauthorized: false,
    ...(isIP(host) === 0 ? { servername: host } : {}),
  })
  socket.setTimeout(CONNECT_MS, () => socket.destroy(new Error('no answer')))
  socket.once('error', reject)
  socket.once('close', () => reject(new Error('no certificate')))
  socket.once('secureConnect', () => {
    resolve(chainOf(socket.getPeerCertificate(true)))
    socket.destroy()
  })
  return await promise
}

/** The last one names itself as its issuer. */
function chainOf(first: DetailedPeerCertificate): X509Certificate[] {
  const chain: X509Certificate[] = []
  const seen = new Set<string>()
  let current: DetailedPeerCertificate | undefined = first
  while (current?.raw && !seen.has(current.fingerprint256)) {
    seen.add(current.fingerprint256)
    chain.push(new X509Certificate(current.raw))
    current = current.issuerCertificate
  }
  return chain
}
