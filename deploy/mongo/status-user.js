// The one user that Soundmill has in MongoDB, and what it may: status keeps its views in one database, and nobody else
// is there. Run as an administrator, again whenever the password or this file has changed:
//
//     MONGO_STATUS_PASSWORD=… mongosh mongodb://admin@host/admin status-user.js
//
// or from docker-entrypoint-initdb.d of the public image. MONGO_DATABASE names another database than `soundmill`.
// MONGO_URL is then mongodb://status:<password>@host/soundmill: the user belongs to that very database.

const { MONGO_DATABASE: database = 'soundmill', MONGO_STATUS_PASSWORD: password } = process.env
if (!password) throw new Error('MONGO_STATUS_PASSWORD is not set: the password that status is to have')

/** Collections carry the version of the projection and the moment they were made, so they cannot be named here. */
const privileges = [
  {
    resource: { db: database, collection: '' },
    actions: [
      'find',
      'insert',
      'update',
      'remove', // erased episodes, and claims of rebuilds that ended
      'createIndex', // with the first of which a collection is made
      'listCollections',
      'dropCollection', // views that were replaced
    ],
  },
]

const views = db.getSiblingDB(database)

if (views.getRole('soundmill-status')) views.updateRole('soundmill-status', { privileges, roles: [] })
else views.createRole({ role: 'soundmill-status', privileges, roles: [] })

const account = { pwd: password, roles: ['soundmill-status'] }
if (views.getUser('status')) views.updateUser('status', account)
else views.createUser({ user: 'status', ...account })

print(`status may use the database ${database}, and nothing else`)
