import { until } from '@soundmill/test-support'
import { Upload, type UploadOptions } from 'tus-js-client'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { checkPromises } from './checker.ts'
import type { Accepted } from './client.ts'
import { type Recording, recording } from './recording.ts'
import { serversAreMissing } from './servers.ts'
import { type FaultWorld, openFaultWorld } from './world.ts'

const MIB = 1024 * 1024

/** Many segments, and enough to be in the middle of. */
const LARGE_BYTES = 48 * MIB

type Progress = { begun(url: string): void; sent(bytes: number): void }

/** The published client, to its end. Rejects when it gives up. */
function upload(
  { bytes }: Recording,
  options: UploadOptions,
  progress?: Progress,
): Promise<Omit<Accepted, 'sha256'>> {
  return new Promise((resolve, reject) => {
    const running = new Upload(bytes, {
      metadata: { filename: 'Gespräch 日本語.wav' },
      retryDelays: null,
      ...options,
      onUploadUrlAvailable: () => progress?.begun(running.url ?? ''),
      onProgress: (sent) => progress?.sent(sent),
      onError: reject,
      onSuccess({ lastResponse }) {
        const episode = lastResponse.getHeader('Soundmill-Episode') ?? ''
        resolve({ episode, job: lastResponse.getHeader('Soundmill-Job') ?? '', announced: true })
      },
    })
    running.start()
  })
}

describe.skipIf(serversAreMissing)('a resumable upload whose replica of ingest is killed', () => {
  let world: FaultWorld
  const accepted: Accepted[] = []
  const abandoned: string[] = []
  beforeAll(async () => {
    world = await openFaultWorld({ ingests: 2 })
  })
  afterAll(() => world?.close())

  const [first, second] = [() => world.ingests[0]?.url ?? '', () => world.ingests[1]?.url ?? '']
  const atSecond = (url: string) => second() + new URL(url).pathname

  it('in the middle goes on at the other one, from what was stored, and is processed', async () => {
    const one = recording(LARGE_BYTES)
    const seen = { url: '', sent: 0 }
    const broken = upload(
      one,
      { endpoint: `${first()}/v1/uploads` },
      {
        begun: (url) => {
          seen.url = url
        },
        sent: (bytes) => {
          seen.sent = bytes
        },
      },
    ).then(
      () => 'finished',
      () => 'broke off',
    )
    await until(() => seen.sent > 20 * MIB, { what: 'the upload to be in the middle' })
    await world.ingest.kill()
    expect(await broken).toBe('broke off')

    const head = await fetch(atSecond(seen.url), { method: 'HEAD', headers: { 'tus-resumable': '1.0.0' } })
    expect(Number(head.headers.get('upload-offset'))).toBeGreaterThan(8 * MIB)
    const done = await upload(one, { uploadUrl: atSecond(seen.url) })
    accepted.push({ ...done, sha256: one.sha256 })
    await world.ingest.start()
    expect(await checkPromises(world, accepted, { abandoned })).toEqual([])
  })

  it('while it makes the episode is finished by the other one, once', async () => {
    const one = recording(LARGE_BYTES)
    const fault = world.lines.s3.fault(({ method, path }) => method === 'PUT' && path.includes('/source/'), {
      kind: 'hold',
    })
    const seen = { url: '' }
    const begun = (url: string) => {
      seen.url = url
    }
    const broken = upload(one, { endpoint: `${first()}/v1/uploads` }, { begun, sent: () => {} }).then(
      () => 'finished',
      () => 'broke off',
    )
    await fault.caught
    await world.ingest.kill()
    await fault.lift()
    expect(await broken).toBe('broke off')
    const done = await upload(one, { uploadUrl: atSecond(seen.url) })
    accepted.push({ ...done, sha256: one.sha256 })
    abandoned.push(done.episode)
    await world.ingest.start()
    expect(await checkPromises(world, accepted, { abandoned })).toEqual([])
    const left = await world.behind.list('uploads/')
    expect(left.filter(({ key }) => key.includes('/at/'))).toEqual([])
  })
})
