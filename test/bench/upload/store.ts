import { freePort, parseS3Url, S3_IMAGE, type S3Address, type Started, until } from '@soundmill/test-support'

/** The account of MinIO in its image. */
const ACCOUNT = { accessKey: 'minioadmin', secretKey: 'minioadmin' }

/** The S3 store that `SOUNDMILL_TEST_S3_URL` names, else MinIO in a container. Rejects when there is neither. */
export async function findStore(): Promise<Started<S3Address>> {
  const given = process.env.SOUNDMILL_TEST_S3_URL
  if (given) return { address: parseS3Url(given), stop: async () => {} }
  try {
    return await startMinio()
  } catch (cause) {
    const message = 'MinIO is needed: start Docker, or set SOUNDMILL_TEST_S3_URL=http://key:secret@host:port'
    throw new Error(message, { cause })
  }
}

/** On 127.0.0.1 itself: to a port that Docker forwards, another process may carry every byte, at our expense. */
async function startMinio(): Promise<Started<S3Address>> {
  const { GenericContainer } = await import('testcontainers')
  const address = `127.0.0.1:${await freePort()}`
  const container = await new GenericContainer(process.env.SOUNDMILL_S3_IMAGE ?? S3_IMAGE)
    .withNetworkMode('host')
    .withCommand([
      'server',
      '/data',
      '--address',
      address,
      '--console-address',
      `127.0.0.1:${await freePort()}`,
    ])
    .start()
  const stop = () => container.stop()
  const endpoint = `http://${address}`
  const isReady = async () => (await fetch(`${endpoint}/minio/health/ready`)).ok
  try {
    await until(isReady, { what: 'MinIO to be ready' })
  } catch (error) {
    await stop()
    throw error
  }
  return { address: { endpoint, ...ACCOUNT }, stop }
}
