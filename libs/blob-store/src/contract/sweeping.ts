import { once } from 'node:events'
import { PassThrough } from 'node:stream'
import { until } from '@soundmill/test-support'
import { describe, expect, it } from 'vitest'
import { freshKey, MIB, noise, sumOf, textContent } from './content.ts'
import type { Opened } from './index.ts'

/** A time after everything before the call, and before everything after it, though clocks count milliseconds. */
async function between(): Promise<Date> {
  const begun = Date.now()
  const time = new Date(begun + 5)
  await until(() => Date.now() > begun + 10, { what: 'some milliseconds to pass' })
  return time
}

export function sweeping(store: () => Opened): void {
  /** A put that has begun and waits for the rest of its content. */
  async function beginPut(key: string) {
    const { blobs, leftovers } = store()
    const content = new PassThrough()
    const put = blobs.put(key, content, { expectedBytes: 12 * MIB })
    for (const chunk of noise(9 * MIB)) if (!content.write(chunk)) await once(content, 'drain')
    await until(async () => (await leftovers()).length > 0, { what: 'the put to be under way' })
    async function finish() {
      content.end(Buffer.concat([...noise(1 * MIB, 2)]))
      await put
      const whole = await sumOf(await blobs.get(key))
      expect(whole).toEqual(await sumOf([...noise(9 * MIB), ...noise(1 * MIB, 2)]))
    }
    return { finish }
  }

  describe('sweeping', () => {
    it('takes away what a killed process left, and harms neither blobs nor a put that began later', async () => {
      const { blobs, reopen, abandon, leftovers } = store()
      const [old, young] = [freshKey(), freshKey()]
      await blobs.put(old, textContent('x'))
      await abandon(freshKey())
      const before = await between()
      const { finish } = await beginPut(young)
      const other = await reopen()
      expect(await other.sweep(before)).toBe(1)
      expect(await leftovers()).toHaveLength(1)
      expect(await other.sweep(before)).toBe(0)
      await other.close()
      await finish()
      expect(await leftovers()).toEqual([])
      expect(await blobs.head(old)).toMatchObject({ bytes: 1 })
    })

    it('ends with the reason when its signal aborts, and leaves the rest for another time', async () => {
      const { blobs, abandon, leftovers } = store()
      await abandon(freshKey())
      const reason = new Error('we are stopping')
      const before = await between()
      await expect(blobs.sweep(before, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason)
      expect(await leftovers()).toHaveLength(1)
      const { signal } = new AbortController()
      expect(await blobs.sweep(before, { signal })).toBe(1)
    })

    it('leaves alone what the same store has under way, though it began before', async () => {
      const { blobs, abandon, leftovers } = store()
      const { finish } = await beginPut(freshKey())
      await abandon(freshKey())
      expect(await blobs.sweep(await between())).toBe(1)
      await finish()
      expect(await leftovers()).toEqual([])
    })
  })
}
