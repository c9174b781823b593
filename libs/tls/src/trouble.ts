/** The environment variables that say with whom TLS is spoken, and how. */
export type TlsNames = {
  address: string
  ca: string
  /** Where there can be a certificate of our own: its variable, and that of its key. */
  own?: { certificate: string; key: string }
}

/** OpenSSL has many words for a chain that does not end at anybody we know. */
const UNTRUSTED = new Set([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'CERT_SIGNATURE_FAILURE',
  'CERT_UNTRUSTED',
  'INVALID_CA',
  'INVALID_PURPOSE',
])

/** What the other side says in an alert when it does not like who we are. */
const OWN_REFUSED =
  /^ERR_SSL_(SSL|TLS)V\d+_ALERT_(CERTIFICATE_\w+|BAD_CERTIFICATE|UNKNOWN_CA|UNSUPPORTED_CERTIFICATE|DECRYPT_ERROR)$/

/**
 * Why TLS could not be spoken, for whoever runs this process, and which variable to look at. Undefined when `err`,
 * and what caused it, is not about TLS.
 */
export function tlsTrouble(err: unknown, names: TlsNames): string | undefined {
  for (const { code, message } of chainOf(err)) {
    const trouble = troubleOf(code, message, names)
    if (trouble) return trouble
  }
  return undefined
}

function troubleOf(code: string, message: string, { address, ca, own }: TlsNames): string | undefined {
  if (UNTRUSTED.has(code)) return `its certificate is not signed by anybody we trust (${code}): look at ${ca}`
  if (code === 'CERT_HAS_EXPIRED')
    return `its certificate, or that of who signed it, has expired: renew it there, and look at ${ca}`
  if (code === 'CERT_NOT_YET_VALID')
    return 'its certificate is not valid yet: look at the clocks of both machines'
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID' || code === 'HOSTNAME_MISMATCH')
    return `its certificate is for another name (${message}): look at ${address}`
  if (OWN_REFUSED.test(code)) return refusal(code, own)
  if (code.startsWith('ERR_SSL_') || code === 'EPROTO')
    return `what answers there speaks no TLS, or none that we speak (${code}): look at ${address}`
  return undefined
}

function refusal(code: string, own: TlsNames['own']): string {
  const advice = own ? `look at ${own.certificate} and ${own.key}` : 'it wants one, and we have none to show'
  return `it does not accept our certificate (${code}): ${advice}`
}

/** How deep causes are followed; more than anybody nests. */
const DEPTH = 8

/** An error and everything it names as its cause, in the words of Node, of `nats` and of many together. */
function* chainOf(err: unknown, depth = DEPTH): Generator<{ code: string; message: string }> {
  if (!(err instanceof Error) || depth === 0) return
  yield { code: 'code' in err ? String(err.code) : '', message: err.message }
  yield* chainOf(err.cause, depth - 1)
  if ('chainedError' in err) yield* chainOf(err.chainedError, depth - 1)
  if (err instanceof AggregateError) for (const each of err.errors) yield* chainOf(each, depth - 1)
}
