import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { z } from 'zod'
import { ROOT } from './architecture/files.ts'

const Service = z.object({
  environment: z.record(z.string(), z.unknown()).optional(),
  ports: z.array(z.string()).optional(),
})
const Compose = z.object({ services: z.record(z.string(), Service) })

const read = (path: string) =>
  Compose.parse(parse(readFileSync(`${ROOT}${path}`, 'utf8'), { merge: true })).services

describe('the example of traces in compose', () => {
  const { jaeger, ...traced } = read('deploy/traces.yml')

  it('gives the address of its collector to every service that makes traces', () => {
    const ours = read('docker-compose.yml')
    expect(Object.keys(traced)).toEqual(['ingest', 'processor', 'status'])
    for (const [name, { environment }] of Object.entries(traced)) {
      expect(ours).toHaveProperty(name)
      expect(environment).toEqual({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://jaeger:4318' })
    }
  })

  it('shows them on this machine only', () => {
    expect(jaeger?.ports).toEqual([expect.stringMatching(/^127\.0\.0\.1:/)])
  })
})
