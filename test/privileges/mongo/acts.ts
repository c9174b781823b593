import type { Db, Document, MongoClient } from 'mongodb'

/** Something that status has no business with. */
export type Act = { what: string; attempt(client: MongoClient): Promise<unknown> }

const own = (client: MongoClient): Db => client.db('soundmill')

const command = (what: string, database: string, wanted: Document): Act => ({
  what,
  attempt: (client) => client.db(database).command(wanted),
})

const OTHERS: Act[] = ['other', 'admin', 'local', 'config'].flatMap((name) => [
  { what: `read the database ${name}`, attempt: (client) => client.db(name).collection('any').findOne() },
  {
    what: `write into the database ${name}`,
    attempt: (client) => client.db(name).collection('any').insertOne({}),
  },
  { what: `drop the database ${name}`, attempt: (client) => client.db(name).dropDatabase() },
])

const ELSEWHERE: Act[] = [
  {
    what: 'copy its views elsewhere',
    attempt: (client) =>
      own(client)
        .collection('projection')
        .aggregate([{ $out: { db: 'other', coll: 'copied' } }])
        .toArray(),
  },
  command('move a collection elsewhere', 'admin', {
    renameCollection: 'soundmill.projection',
    to: 'other.projection',
  }),
]

const USERS: Act[] = [
  command('make a user', 'soundmill', { createUser: 'another', pwd: 'secret', roles: [] }),
  command('make a user elsewhere', 'admin', { createUser: 'another', pwd: 'secret', roles: ['root'] }),
  command('change its own password', 'soundmill', { updateUser: 'status', pwd: 'another' }),
  command('get another role', 'soundmill', { grantRolesToUser: 'status', roles: ['dbOwner'] }),
  command('widen its own role', 'soundmill', {
    grantPrivilegesToRole: 'soundmill-status',
    privileges: [{ resource: { db: 'soundmill', collection: '' }, actions: ['dropDatabase'] }],
  }),
  command('list users', 'soundmill', { usersInfo: { forAllDBs: true } }),
]

const OWN: Act[] = [
  { what: 'drop its database', attempt: (client) => own(client).dropDatabase() },
  command('make a view on its views', 'soundmill', { create: 'any', viewOn: 'projection', pipeline: [] }),
  command('change the rules of a collection', 'soundmill', { collMod: 'projection', validationLevel: 'off' }),
  command('make a collection small', 'soundmill', { convertToCapped: 'projection', size: 4096 }),
  command('drop an index', 'soundmill', { dropIndexes: 'projection', index: '*' }),
  command('watch what others ask', 'soundmill', { profile: 2 }),
  {
    what: 'see what others do',
    attempt: (client) =>
      client
        .db('admin')
        .aggregate([{ $currentOp: { allUsers: true } }])
        .toArray(),
  },
]

const SERVER: Act[] = [
  command('shut the server down', 'admin', { shutdown: 1 }),
  command('change a setting', 'admin', { setParameter: 1, logLevel: 5 }),
  command('read the settings', 'admin', { getCmdLineOpts: 1 }),
  command('read the log', 'admin', { getLog: 'global' }),
  command('read the state of the server', 'admin', { serverStatus: 1 }),
  command('end what others do', 'admin', { killOp: 1, op: 1 }),
  command('stop all writing', 'admin', { fsync: 1, lock: true }),
  command('write past every check', 'admin', { applyOps: [] }),
  command('make a replica set', 'admin', { replSetInitiate: {} }),
]

export const FORBIDDEN: Act[] = [...OTHERS, ...ELSEWHERE, ...USERS, ...OWN, ...SERVER]
