import { createAuthority } from '@soundmill/test-support'
import { describe, expect, it } from 'vitest'
import { areOfOnePair, certificates, privateKey } from './index.ts'

const authority = await createAuthority()
const [ours, theirs] = [await authority.issue(['a.test']), await authority.issue(['b.test'])]

describe('certificates', () => {
  it('are one or several in PEM, with remarks between them', () => {
    const bundle = `# who signs\r\n${authority.pem}\n\n# and another\n${ours.certificate}`
    expect(certificates.safeParse(ours.certificate).success).toBe(true)
    expect(certificates.safeParse(bundle).success).toBe(true)
  })

  it.each([
    '',
    'ca.pem',
    ours.key,
    '-----BEGIN CERTIFICATE-----\nnonsense\n-----END CERTIFICATE-----',
    ours.certificate.slice(0, -40),
    `${ours.certificate}\n${ours.certificate.replace(/[A-Za-z]{40}/, '')}`,
  ])('are not %j', (text) => {
    expect(certificates.safeParse(text).error?.issues[0]?.message).toContain('expected certificates in PEM')
  })
})

describe('a private key', () => {
  it('is one in PEM, and no certificate', () => {
    expect(privateKey.safeParse(ours.key).success).toBe(true)
    expect(privateKey.safeParse(ours.certificate).success).toBe(false)
  })

  it('belongs to the certificate it was made with, and to no other', () => {
    expect(areOfOnePair(ours.certificate, ours.key)).toBe(true)
    expect(areOfOnePair(ours.certificate, theirs.key)).toBe(false)
    expect(areOfOnePair(`${ours.certificate}\n${authority.pem}`, ours.key)).toBe(true)
  })

  it('is not held against a certificate that cannot be read: that is said of each alone', () => {
    expect(areOfOnePair('nonsense', ours.key)).toBe(true)
  })
})
