import { type NatsServer, startNatsServer, tone } from '@soundmill/test-support'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { form, postForm } from '../testing/ask.ts'
import { openWorld } from '../testing/world.ts'

let nats: NatsServer
beforeAll(async () => {
  nats = await startNatsServer()
})
afterAll(() => nats.stop())

describe('a form of many parts', () => {
  it('leaves no listener behind with each', async () => {
    const warnings: Error[] = []
    const onWarning = (warning: Error) => warnings.push(warning)
    process.on('warning', onWarning)
    onTestFinished(() => void process.off('warning', onWarning))
    const world = await openWorld({ natsUrl: nats.url, limits: { maxSources: 15 } })
    const audio: [string, Uint8Array, string] = ['audio', tone({ seconds: 0.1 }), 'a.wav']
    const { status } = await postForm(world.origin, form(...Array.from({ length: 15 }, () => audio)))
    expect(status).toBe(201)
    expect(warnings).toEqual([])
  })
})
