import { describe, inject } from 'vitest'
import { journeys } from './journeys/index.ts'
import { startCompose } from './stacks/compose.ts'

describe.skipIf(!inject('docker'))('in containers', () => {
  journeys('the compose file', () => startCompose())
})
