import { fileURLToPath } from 'node:url'
import { freePort } from '@soundmill/test-support'
import type { Standing, Surroundings } from '../contender.ts'
import { startServer } from '../server-process.ts'

const MAIN = fileURLToPath(new URL('../../../../services/ingest/src/main.ts', import.meta.url))

/** The service itself. */
export async function soundmill(surroundings: Surroundings): Promise<Standing> {
  const { dir, s3, bucket, natsUrl, namespace, atOnce, signal } = surroundings
  const port = await freePort()
  const origin = `http://127.0.0.1:${port}`
  const environment = {
    PORT: String(port),
    NATS_URL: natsUrl,
    SOUNDMILL_NAMESPACE: namespace,
    S3_ENDPOINT: s3.endpoint,
    S3_BUCKET: bucket,
    S3_ACCESS_KEY: s3.accessKey,
    S3_SECRET_KEY: s3.secretKey,
    // One client, and more of its uploads than a service takes of one.
    MAX_UPLOADS: String(atOnce + 1),
    MAX_UPLOADS_PER_CLIENT: String(atOnce + 1),
  }
  const words: [string, ...string[]] = [process.execPath, '--import', 'tsx', MAIN]
  const server = await startServer({ dir, words, environment, probe: `${origin}/readyz`, signal })
  return {
    ...server,
    door: (name, uploads) => ({
      method: 'POST',
      headers: ['Content-Type: audio/wav'],
      urls: Array.from({ length: uploads }, (_, i) => `${origin}/v1/episodes?filename=${name}-${i}.wav`),
    }),
  }
}
