import { tone, until } from '@soundmill/test-support'
import { expect } from 'vitest'
import { postRaw } from './ask.ts'
import type { World } from './world.ts'

/** Nothing stored, nothing said, nothing half-written, and the next upload is served. */
export async function expectNoTrace(world: World): Promise<void> {
  const left = async () => [...(await world.filesOnDisk()), ...(await world.submitted())]
  await until(async () => (await left()).length === 0, { what: 'everything to be gone' })
  expect(await postRaw(world.origin, tone({ seconds: 1 }))).toMatchObject({ status: 201 })
}
