import { createAuthority } from '@soundmill/test-support'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { NatsEnv, natsOptions, natsPair } from './env.ts'

const Config = z.object(NatsEnv).check(natsPair)
const mistakes = (environment: object) =>
  Config.safeParse(environment).error?.issues.map(({ path, message }) => `${path.join()}: ${message}`) ?? []

const authority = await createAuthority()
const [ours, theirs] = [await authority.issue(['ingest']), await authority.issue(['status'])]

describe('the environment of the log', () => {
  it('is one server on this machine when nothing is said', () => {
    expect(natsOptions(Config.parse({}))).toEqual({ url: 'nats://127.0.0.1:4222', namespace: 'soundmill' })
  })

  it.each(['nats://a', 'nats://a:1, nats://b:2', 'tls://nats.example:4222', 'nats://[::1]:4222', 'TLS://a/'])(
    'takes %j',
    (NATS_URL) => expect(mistakes({ NATS_URL })).toEqual([]),
  )

  it.each([
    'a:4222',
    'http://a',
    'nats://',
    'tls://a,nats://b',
    'nats://me:secret@a',
    'nats://a?tls=1',
    'nats://a,',
  ])('refuses %j', (NATS_URL) =>
    expect(mistakes({ NATS_URL })).toEqual([expect.stringMatching(/^NATS_URL: expected nats:/)]),
  )

  it('asks for TLS when there is a CA or a certificate', () => {
    expect(natsOptions(Config.parse({ NATS_CA: authority.pem })).tls).toEqual({ ca: authority.pem })
    const pair = { NATS_CERT: ours.certificate, NATS_KEY: ours.key }
    expect(natsOptions(Config.parse(pair)).tls).toEqual({ cert: ours.certificate, key: ours.key })
  })

  it('wants certificate and key together, and of one pair, whatever else is wrong', () => {
    expect(mistakes({ NATS_CERT: ours.certificate })).toEqual(['NATS_KEY: is needed too'])
    expect(mistakes({ NATS_KEY: ours.key, SOUNDMILL_NAMESPACE: '-' })).toEqual([
      'SOUNDMILL_NAMESPACE: must be a slug: a-z, 0-9 and -, beginning with a letter',
      'NATS_CERT: is needed too',
    ])
    expect(mistakes({ NATS_CERT: ours.certificate, NATS_KEY: theirs.key })).toEqual([
      'NATS_KEY: is not the key of NATS_CERT',
    ])
    expect(mistakes({ NATS_CA: 'nonsense' })).toEqual([
      expect.stringMatching(/^NATS_CA: expected certificates/),
    ])
  })
})
