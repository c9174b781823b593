import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { ConfigError, type Environment, readConfig } from './config.ts'
import { RuntimeEnv } from './environment.ts'
import { settingsOf } from './setting.ts'

const Config = z.object({
  ...RuntimeEnv,
  NATS_URL: z.url({ protocol: /^nats$/ }).describe('where the log is'),
  S3_SECRET_KEY: z.string().min(8).describe('opens the store'),
})

const right = { NATS_URL: 'nats://localhost', S3_SECRET_KEY: 'long enough' }

const directory = mkdtempSync(join(tmpdir(), 'soundmill-config-'))
afterAll(() => rmSync(directory, { recursive: true }))

describe('an environment that is right', () => {
  it('becomes typed values, with defaults where it says nothing', () => {
    const config = readConfig(Config, { ...right, PORT: '0', SOUNDMILL_ALLOW_ANONYMOUS: 'yes' })
    expect(config).toMatchObject({
      ...right,
      PORT: 0,
      HOST: '127.0.0.1',
      GRACE_MS: 20_000,
      SOUNDMILL_ALLOW_ANONYMOUS: true,
    })
  })

  it('takes an empty variable for one that is not set', () => {
    expect(readConfig(Config, { ...right, PORT: '', S3_SECRET_KEY_FILE: '' }).PORT).toBe(8080)
  })

  it('reads a value from the file that NAME_FILE names, without the newline at its end', () => {
    const file = join(directory, 'key')
    writeFileSync(file, ' from a file \n')
    const { S3_SECRET_KEY: _, ...rest } = right
    expect(readConfig(Config, { ...rest, S3_SECRET_KEY_FILE: file }).S3_SECRET_KEY).toBe(' from a file ')
  })
})

describe('an environment that is wrong', () => {
  it('is told with every mistake at once, each with the name and what it is for', () => {
    const mistakes = mistakesIn({
      PORT: 'eighty',
      LOG_LEVEL: 'loud',
      NATS_URL: 'http://x',
      TRUST_PROXY: '10.0.0.0/33',
    })
    expect(mistakes).toHaveLength(5)
    expect(mistakes[0]).toMatch(/^LOG_LEVEL is "loud": .*"debug"/)
    expect(mistakes[1]).toMatch(/^PORT is "eighty": expected number.*the port to listen on/)
    expect(mistakes[2]).toMatch(/^TRUST_PROXY is "10\.0\.0\.0\/33"/)
    expect(mistakes[3]).toMatch(/^NATS_URL is "http:\/\/x": .*where the log is/)
    expect(mistakes[4]).toBe('S3_SECRET_KEY is not set (opens the store)')
  })

  it('is told of a file that cannot be read, and of a value given twice', () => {
    const file = join(directory, 'absent')
    expect(
      mistakesIn({
        ...right,
        S3_SECRET_KEY: undefined,
        S3_SECRET_KEY_FILE: file,
        PORT_FILE: file,
        PORT: '1',
      }),
    ).toEqual([
      'PORT and PORT_FILE are both set: one of them is enough',
      `S3_SECRET_KEY_FILE names a file that cannot be read (ENOENT): ${file}`,
    ])
  })

  it('is told which file a bad value came from, and of its first line only', () => {
    const [lines, empty] = ['lines', 'empty'].map((name) => join(directory, name))
    writeFileSync(String(lines), '-----BEGIN NONSENSE-----\nMIIB\n')
    writeFileSync(String(empty), '\n')
    const mistakes = mistakesIn({ NATS_URL_FILE: lines, S3_SECRET_KEY_FILE: empty })
    expect(mistakes[0]).toMatch(/^NATS_URL \(from NATS_URL_FILE\) is "-----BEGIN NONSENSE-----…": /)
    expect(mistakes[1]).toBe('S3_SECRET_KEY (from S3_SECRET_KEY_FILE) is empty (opens the store)')
  })

  it('is told when its values do not fit together', () => {
    const Pair = Config.refine((config) => config.HOST !== '::1', 'HOST ::1 needs NATS_URL to be local')
    expect(() => readConfig(Pair, { ...right, HOST: '::1' })).toThrow('HOST ::1 needs NATS_URL to be local')
  })
})

describe('what a message shows', () => {
  it('has nothing of a secret', () => {
    const Echo = z.object({
      API_TOKEN: z.string().superRefine((token, context) => context.addIssue(`no token: ${token}`)),
    })
    const error = errorOf(Echo, { API_TOKEN: 'sm_short' })
    expect(error.message).not.toContain('sm_short')
    expect(error.mistakes).toEqual(['API_TOKEN is (not shown): no token: …'])
  })

  it('has nothing of the credentials in an address, whatever they look like', () => {
    const character = fc.constantFrom(...'aZ9/:?#@%& "\\\n.')
    const secret = fc.string({ unit: character, minLength: 6, maxLength: 20 })
    const Address = z.object({ MONGO_URL: z.literal('never') })
    fc.assert(
      fc.property(secret, secret, fc.constantFrom('mongodb://', 'nats://', ''), (user, password, scheme) => {
        const { message } = errorOf(Address, {
          MONGO_URL: `${scheme}${user}:${password}@host/db?x=${password}`,
        })
        expect(message.replace(/^bad configuration\n {2}MONGO_URL is /, '')).not.toContain(password)
      }),
      // Found once, by chance.
      { examples: [['aaaaaa', '@aaaaaa', 'mongodb://']] },
    )
  })
})

describe('the settings of a config', () => {
  it('are listed with purpose, default, and whether they are needed and secret', () => {
    const byName = Object.fromEntries(settingsOf(Config).map((setting) => [setting.name, setting]))
    expect(byName.PORT).toMatchObject({ required: false, default: 8080, secret: false })
    expect(byName.TRUST_PROXY).toMatchObject({
      required: false,
      description: expect.stringContaining('proxies'),
    })
    expect(byName.TRUST_PROXY).not.toHaveProperty('default')
    expect(byName.S3_SECRET_KEY).toMatchObject({
      required: true,
      secret: true,
      description: 'opens the store',
    })
  })
})

function errorOf(schema: z.ZodObject, environment: Environment): ConfigError {
  try {
    readConfig(schema, environment)
  } catch (error) {
    if (error instanceof ConfigError) return error
  }
  throw new Error('expected a ConfigError')
}

const mistakesIn = (environment: Environment) => errorOf(Config, environment).mistakes
