import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import { toneChunks } from '@soundmill/test-support'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { createClient, Submitted } from '../journey/client.ts'
import { startProcesses } from '../journey/stacks/processes.ts'
import type { Stack } from '../journey/stacks/stack.ts'

const MIB = 1024 ** 2
/** What a service may hold of a recording of any size. */
const MOST_RESIDENT_BYTES = 300 * MIB
/** 93 minutes of 48 kHz stereo: one gigabyte. */
const SECONDS = 5593

const [natsUrl, s3, mongoUrl] = [inject('natsUrl'), inject('s3'), inject('mongoUrl')]

describe.skipIf(!natsUrl || !s3 || !mongoUrl)('a recording of one gigabyte', () => {
  let stack: Stack
  beforeAll(async () => {
    if (natsUrl && s3 && mongoUrl) stack = await startProcesses({ natsUrl, s3, mongoUrl })
  })
  afterAll(() => stack?.close())

  it(
    'is taken, worked on and given back, in less than 300 MiB a process',
    async () => {
      const client = createClient(stack)
      const hash = createHash('sha256')
      function* recording() {
        for (const chunk of toneChunks({ seconds: SECONDS, channels: 2 })) {
          hash.update(chunk)
          yield chunk
        }
      }
      const began = Date.now()
      const response = await fetch(`${stack.commands}/v1/episodes?filename=long.wav`, {
        method: 'POST',
        body: Readable.toWeb(Readable.from(recording())),
        duplex: 'half',
        headers: { 'content-type': 'audio/wav' },
      })
      expect(response.status).toBe(201)
      const { episode } = Submitted.parse(await response.json())
      const uploaded = Date.now()
      const { latest } = await client.finished(episode, 20 * 60_000)
      expect(latest.outcome).toBe('succeeded')

      const source = await client.download(`/v1/episodes/${episode}/source`)
      const back = createHash('sha256')
      for await (const chunk of source.body ?? []) back.update(chunk)
      expect(back.digest('hex')).toBe(hash.digest('hex'))

      const resident = {
        ingest: await stack.residentBytes('ingest'),
        processor: await stack.residentBytes('processor'),
      }
      const seconds = { upload: (uploaded - began) / 1000, work: (Date.now() - uploaded) / 1000 }
      console.log(
        `peak resident memory in MiB: ${JSON.stringify(mebibytes(resident))}; seconds: ${JSON.stringify(seconds)}`,
      )
      for (const bytes of Object.values(resident)) expect(bytes).toBeLessThan(MOST_RESIDENT_BYTES)
    },
    30 * 60_000,
  )
})

const mebibytes = (bytes: Record<string, number | undefined>) =>
  Object.fromEntries(Object.entries(bytes).map(([name, value]) => [name, value && Math.round(value / MIB)]))
