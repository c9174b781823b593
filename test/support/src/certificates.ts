import { KeyObject, type webcrypto } from 'node:crypto'
import { isIP } from 'node:net'

/** A certificate and its key, both in PEM. */
export type KeyPair = { certificate: string; key: string }

/** Somebody who signs certificates, known to nobody but the test. */
export type Authority = {
  /** Its own certificate in PEM: who trusts it believes everything it signed. */
  pem: string
  /**
   * A certificate for these names and addresses, for servers and clients alike. Valid from a day ago for two days;
   * `expired` ends it an hour ago.
   */
  issue(names: string[], options?: { expired?: boolean }): Promise<KeyPair>
}

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }
const HOUR_MS = 3_600_000

const span = (untilMs: number) => ({
  notBefore: new Date(Date.now() - 24 * HOUR_MS),
  notAfter: new Date(Date.now() + untilMs),
})

/** Makes one. Two of the same name have different keys. */
export async function createAuthority(name = 'Soundmill test CA'): Promise<Authority> {
  // Only by who needs it, and what x509 is built with wants the first before the second.
  await import('reflect-metadata')
  const x509 = await import('@peculiar/x509')
  const keys = await newKeys()
  const root = await x509.X509CertificateGenerator.createSelfSigned({
    name: `CN=${name}`,
    keys,
    signingAlgorithm: ALGORITHM,
    ...span(24 * HOUR_MS),
    extensions: [
      new x509.BasicConstraintsExtension(true, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  })

  return {
    pem: root.toString('pem'),
    async issue(names, { expired = false } = {}) {
      const own = await newKeys()
      const certificate = await x509.X509CertificateGenerator.create({
        subject: `CN=${names[0]}`,
        issuer: root.subject,
        publicKey: own.publicKey,
        signingKey: keys.privateKey,
        signingAlgorithm: ALGORITHM,
        ...span(expired ? -HOUR_MS : 24 * HOUR_MS),
        extensions: [
          new x509.BasicConstraintsExtension(false, undefined, true),
          new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
          new x509.ExtendedKeyUsageExtension([
            x509.ExtendedKeyUsage.serverAuth,
            x509.ExtendedKeyUsage.clientAuth,
          ]),
          new x509.SubjectAlternativeNameExtension(
            names.map((value) => ({ type: isIP(value) ? 'ip' : 'dns', value })),
          ),
          await x509.AuthorityKeyIdentifierExtension.create(root),
        ],
      })
      return { certificate: certificate.toString('pem'), key: pemOf(own.privateKey) }
    },
  }
}

const newKeys = () => crypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify'])

const pemOf = (key: webcrypto.CryptoKey): string =>
  KeyObject.from(key).export({ type: 'pkcs8', format: 'pem' }).toString()
