import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { actsOf } from './acts.ts'
import { USERS } from './conf.ts'
import { inTheImage, onThePath, type Server } from './servers.ts'
import { connectAs, type Someone } from './trying.ts'

/** Everything that can be tried, tried by everybody that deploy/nats.conf knows. */
function permissions(start: () => Promise<Server>) {
  let server: Server
  let everybody: Someone[]
  beforeAll(async () => {
    server = await start()
    everybody = await Promise.all(USERS.map((user) => connectAs(server.url, user)))
  })
  afterAll(async () => {
    await Promise.all(everybody.map(({ nc }) => nc.close()))
    await server.stop()
  })

  it.each(actsOf(USERS).map((act) => ({ ...act, who: act.may.join(', ') || 'nobody' })))(
    'let $who $what, and nobody else',
    async (act) => {
      const could: string[] = []
      for (const someone of everybody) if (!(await someone.isRefused(act))) could.push(someone.user)
      expect(could.sort()).toEqual([...act.may].sort())
    },
  )
}

describe('the users of deploy/nats.conf', () => {
  it('are one for each service, and those who are none', () => {
    expect(USERS).toEqual(['topology', 'ingest', 'processor', 'status', 'operator', 'backup', 'subscriber'])
  })
})

describe('F35: the permissions of deploy/nats.conf, on the nats-server of the PATH', () =>
  permissions(onThePath))

describe.skipIf(!inject('docker'))(
  'F35: the permissions of deploy/nats.conf, on the image of the deployment',
  () => permissions(inTheImage),
)
