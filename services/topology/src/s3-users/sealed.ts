import { createCipheriv, pbkdf2Sync, randomBytes } from 'node:crypto'

/** MinIO's mark for "key by PBKDF2, sealed by AES-256-GCM", and the rounds that belong to it. */
const PBKDF2_AES_GCM = 2
const ROUNDS = 8192

/** A longer text would be several fragments. */
const FRAGMENT_BYTES = 16 * 1024

/** What marks the last fragment, in the data that is authenticated with it. */
const LAST = 0x80

/**
 * A text as MinIO's admin API takes secrets, also where the line is not: sealed with the administrator's own secret
 * key (`EncryptData` of github.com/minio/madmin-go: salt, mark, nonce, then one fragment of github.com/secure-io/sio-go).
 */
export function sealed(text: string, secretKey: string): Buffer {
  const content = Buffer.from(text)
  if (content.length > FRAGMENT_BYTES) throw new RangeError(`more than ${FRAGMENT_BYTES} bytes to seal`)
  const [salt, nonce] = [randomBytes(32), randomBytes(8)]
  const key = pbkdf2Sync(secretKey, salt, ROUNDS, 32, 'sha256')

  function seal(fragment: number, plain: Buffer, authenticated: Buffer): Buffer {
    const iv = Buffer.alloc(12)
    nonce.copy(iv)
    iv.writeUInt32LE(fragment, nonce.length)
    const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(authenticated)
    return Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()])
  }

  const nothing = Buffer.alloc(0)
  const header = Buffer.concat([Buffer.from([LAST]), seal(0, nothing, nothing)])
  return Buffer.concat([salt, Buffer.from([PBKDF2_AES_GCM]), nonce, seal(1, content, header)])
}
