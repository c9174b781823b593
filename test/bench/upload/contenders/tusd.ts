import { freePort } from '@soundmill/test-support'
import type { Standing, Surroundings } from '../contender.ts'
import { startServer } from '../server-process.ts'

/** tusd with its S3 store; `flags` besides those it needs here. */
export function tusd(...flags: string[]): (surroundings: Surroundings) => Promise<Standing> {
  return async ({ dir, s3, bucket, tusd: path = 'tusd', signal }) => {
    const port = await freePort()
    const origin = `http://127.0.0.1:${port}`
    const where = ['-host', '127.0.0.1', '-port', String(port), '-base-path', '/files/']
    const store = ['-s3-bucket', bucket, '-s3-endpoint', s3.endpoint]
    const environment = {
      AWS_ACCESS_KEY_ID: s3.accessKey,
      AWS_SECRET_ACCESS_KEY: s3.secretKey,
      AWS_REGION: 'us-east-1',
    }
    const words: [string, ...string[]] = [path, ...where, ...store, ...flags]
    const server = await startServer({ dir, words, environment, probe: origin, signal })
    return {
      ...server,
      door: (_, uploads, bytes) => ({
        method: 'POST',
        headers: [
          'Tus-Resumable: 1.0.0',
          `Upload-Length: ${bytes}`,
          'Content-Type: application/offset+octet-stream',
        ],
        // Without the slash at the end, where curl would put the name of the file.
        urls: Array.from({ length: uploads }, () => `${origin}/files`),
      }),
    }
  }
}
