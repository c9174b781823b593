import { createHash, createHmac } from 'node:crypto'

/** Whose request it is, and of which region. */
export type Signer = { accessKey: string; secretKey: string; region: string }

export type Unsigned = { method: string; url: URL; body: Uint8Array }

/**
 * The headers of a request with AWS Signature Version 4, the one that MinIO's admin API takes
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv.html).
 */
export function signedHeaders({ method, url, body }: Unsigned, signer: Signer, now = new Date()) {
  const time = now.toISOString().replaceAll(/[:-]|\.\d{3}/g, '')
  const day = time.slice(0, 8)
  const headers = { host: url.host, 'x-amz-content-sha256': sha256(body), 'x-amz-date': time }
  const names = Object.keys(headers).join(';')
  const lines = Object.entries(headers).map(([name, value]) => `${name}:${value}\n`)
  const request = [method, url.pathname, queryOf(url), lines.join(''), names, sha256(body)].join('\n')

  const scope = [day, signer.region, 's3', 'aws4_request']
  const key = scope.reduce<string | Buffer>(hmac, `AWS4${signer.secretKey}`)
  const signature = hmac(key, ['AWS4-HMAC-SHA256', time, scope.join('/'), sha256(request)].join('\n'))
  const credential = `${signer.accessKey}/${scope.join('/')}`
  return {
    ...headers,
    authorization: `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=${names}, Signature=${signature.toString('hex')}`,
  }
}

/** In the order of the names, as the server will have it. */
function queryOf({ searchParams }: URL): string {
  const pairs = [...searchParams].map((pair) => pair.map(encodeURIComponent).join('='))
  return pairs.sort().join('&')
}

const sha256 = (content: string | Uint8Array) => createHash('sha256').update(content).digest('hex')
const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest()
