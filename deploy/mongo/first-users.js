// Users for a MongoDB of one's own that has access control and nobody in it yet: such a server lets whoever comes from
// its own machine (127.0.0.1) make the first user, and nothing else. Makes the administrator `admin`, then what
// status-user.js makes. Again it only brings the latter in line; it works on data from before access control, too.

const { MONGO_ADMIN_PASSWORD: adminPassword } = process.env
if (!adminPassword) throw new Error('MONGO_ADMIN_PASSWORD is not set: the password of the administrator')

const UNAUTHORIZED = 13
const ALREADY_EXISTS = 51003

const admin = db.getSiblingDB('admin')
try {
  admin.createUser({ user: 'admin', pwd: adminPassword, roles: ['root'] })
} catch (error) {
  if (![UNAUTHORIZED, ALREADY_EXISTS].includes(error.code)) throw error
}
admin.auth('admin', adminPassword)

load(`${__dirname}/status-user.js`)
