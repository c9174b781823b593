import { createPrivateKey, X509Certificate } from 'node:crypto'
import { z } from 'zod'

const CERTIFICATE = /-----BEGIN CERTIFICATE-----.+?-----END CERTIFICATE-----/gs

/** One certificate or several in PEM, whatever stands between them. Whether they are still valid shows when they are used. */
export const certificates = z
  .string()
  .refine(areCertificates, 'expected certificates in PEM (-----BEGIN CERTIFICATE-----)')

/** A key in PEM that needs no passphrase: nobody is there to type it. */
export const privateKey = z
  .string()
  .refine(isPrivateKey, 'expected a private key in PEM (-----BEGIN PRIVATE KEY-----) without a passphrase')

/** Whether the key is that of the first certificate. Two that cannot be read are not told apart: that is said of each. */
export function areOfOnePair(certificate: string, key: string): boolean {
  if (!areCertificates(certificate) || !isPrivateKey(key)) return true
  return new X509Certificate(certificate).checkPrivateKey(createPrivateKey(key))
}

function areCertificates(pem: string): boolean {
  const found = pem.match(CERTIFICATE) ?? []
  return found.length > 0 && found.every((each) => isReadable(() => new X509Certificate(each)))
}

function isPrivateKey(pem: string): boolean {
  return isReadable(() => createPrivateKey(pem))
}

function isReadable(read: () => unknown): boolean {
  try {
    read()
    return true
  } catch {
    return false
  }
}
