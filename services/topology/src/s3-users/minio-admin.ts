import { z } from 'zod'
import { sealed } from './sealed.ts'
import { send } from './send.ts'
import { type Signer, signedHeaders } from './signed.ts'

const Refusal = z.object({ Code: z.string(), Message: z.string() })

/** MinIO said no; the message has its reason, and no secret. */
export class MinioRefusedError extends Error {
  override name = 'MinioRefusedError'
}

/** What an administrator of MinIO does about users. Each may be done again, and then stands as it was said last. */
export type MinioAdmin = {
  putPolicy(name: string, document: unknown): Promise<void>
  removePolicy(name: string): Promise<void>
  putUser(accessKey: string, secretKey: string): Promise<void>
  removeUser(accessKey: string): Promise<void>
  /** The one policy the user has from now on. */
  setPolicyOf(accessKey: string, policy: string): Promise<void>
}

/** Who administers which store; `ca`, in PEM: whom to trust instead of the public authorities. */
export type AdminOptions = Signer & { endpoint: string; ca?: string | undefined }

/**
 * MinIO's admin API, as far as users need it (`mc admin` speaks the same). Rejects with MinioRefusedError, or with
 * the error of the network when there is no answer within ten seconds.
 */
export function createMinioAdmin({ endpoint, ca, ...signer }: AdminOptions): MinioAdmin {
  async function ask(
    method: string,
    what: string,
    query: Record<string, string>,
    body: string | Buffer = '',
  ) {
    const url = new URL(`/minio/admin/v3/${what}?${new URLSearchParams(query)}`, endpoint)
    const bytes = Buffer.from(body)
    const headers = signedHeaders({ method, url, body: bytes }, signer)
    const { status, text } = await send(url, { method, headers, ca, body: bytes })
    if (status !== 200) throw new MinioRefusedError(`MinIO refuses ${what}: ${reasonOf(text) ?? status}`)
  }

  return {
    putPolicy: (name, document) => ask('PUT', 'add-canned-policy', { name }, JSON.stringify(document)),
    removePolicy: (name) => ask('DELETE', 'remove-canned-policy', { name }),
    putUser: (accessKey, secretKey) =>
      ask(
        'PUT',
        'add-user',
        { accessKey },
        sealed(JSON.stringify({ secretKey, status: 'enabled' }), signer.secretKey),
      ),
    removeUser: (accessKey) => ask('DELETE', 'remove-user', { accessKey }),
    setPolicyOf: (userOrGroup, policyName) =>
      ask('PUT', 'set-user-or-group-policy', { userOrGroup, isGroup: 'false', policyName }),
  }
}

function reasonOf(text: string): string | undefined {
  try {
    const refusal = Refusal.parse(JSON.parse(text))
    return `${refusal.Code}: ${refusal.Message}`
  } catch {
    return undefined
  }
}
