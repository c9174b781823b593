import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { databaseOf, MongoEnv } from './env.ts'

describe('MONGO_URL', () => {
  const read = (MONGO_URL?: string) => z.object(MongoEnv).safeParse({ MONGO_URL })

  it('is a server on this machine when nothing else is said', () => {
    expect(read().data).toEqual({ MONGO_URL: 'mongodb://127.0.0.1:27017/soundmill' })
  })

  it.each(['http://127.0.0.1/', 'mongodb://', 'mongodb://h:port/', 'nonsense'])('is not %s', (url) => {
    expect(read(url).error?.issues[0]?.message).toContain('expected mongodb://')
  })

  it.each([
    ['mongodb://h', 'soundmill'],
    ['mongodb://h/', 'soundmill'],
    ['mongodb://h/?replicaSet=rs0', 'soundmill'],
    ['mongodb://a:b%2Fc@h1:1,h2:2/views?replicaSet=rs0', 'views'],
    ['mongodb+srv://h.example/views', 'views'],
  ])('%s names the database %s', (url, database) => expect(databaseOf(url)).toBe(database))
})
