import type { S3Address } from '@soundmill/test-support'
import { inject } from 'vitest'

const [natsUrl, s3, mongoUrl] = [inject('natsUrl'), inject('s3'), inject('mongoUrl')]

/** For `describe.skipIf`: without real servers there is no world to break. */
export const serversAreMissing = !natsUrl || !s3

/** For worlds with a status, which needs MongoDB too. */
export const viewIsMissing = serversAreMissing || !mongoUrl

export type WorldServers = {
  natsUrl: string
  /** Where NATS asks who is there: somebody who may read everything. */
  natsAccount?: { user: string; password: string }
  s3: S3Address
  mongoUrl: string | null
}

/** The servers everybody shares, for worlds that have a namespace and a bucket of their own there. */
export function sharedServers(): WorldServers {
  if (!natsUrl || !s3) throw new Error('there are no servers here')
  return { natsUrl, s3, mongoUrl }
}
