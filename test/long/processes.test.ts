import { describe, inject } from 'vitest'
import { journeys } from '../journey/journeys/index.ts'
import { startProcesses } from '../journey/stacks/processes.ts'

const [natsUrl, s3, mongoUrl] = [inject('natsUrl'), inject('s3'), inject('mongoUrl')]

describe.skipIf(!natsUrl || !s3 || !mongoUrl)('over real servers', () => {
  journeys('the services as processes', async () => {
    if (!natsUrl || !s3 || !mongoUrl) throw new Error('no servers')
    return startProcesses({ natsUrl, s3, mongoUrl })
  })
})
