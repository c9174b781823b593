/*
 * Another system that wants to know when an episode is finished, with nothing but a NATS client.
 *
 *   node docs/examples/subscribe.mjs nats://127.0.0.1:4222 [show]
 *
 * NATS_USER and NATS_PASSWORD are read where the server asks for them. Stopped and started again it goes
 * on after the last event it acknowledged: nothing is missed, and an event may come twice.
 */
import { AckPolicy, connect, DeliverPolicy } from 'nats'

const [url = 'nats://127.0.0.1:4222', show = '*'] = process.argv.slice(2)
const { NATS_USER: user, NATS_PASSWORD: pass } = process.env

const login = user && { user, pass, inboxPrefix: `_INBOX_${user}` }
const nc = await connect({ servers: url, ...login }).catch((err) => {
  console.error(`cannot reach NATS at ${url}: ${err.message}`)
  process.exit(1)
})
const name = show === '*' ? 'ext-subscriber' : `ext-subscriber-${show}`
const jsm = await nc.jetstreamManager({ checkAPI: false })
await jsm.consumers.add('SOUNDMILL', {
  name,
  durable_name: name,
  filter_subject: show === '*' ? 'soundmill.episodes.>' : `soundmill.episodes.${show}.>`,
  deliver_policy: DeliverPolicy.All,
  ack_policy: AckPolicy.Explicit,
})

const consumer = await nc.jetstream({ checkAPI: false }).consumers.get('SOUNDMILL', name)
const messages = await consumer.consume()
process.once('SIGINT', () => messages.stop())
for await (const message of messages) {
  const { type, subject, time, data } = message.json()
  const fact = type.replace('soundmill.episode.', '')
  const told = data.outcome ?? data.name ?? data.code ?? ''
  console.log(`${time}  ${subject.split('/')[1]}  ${fact}  ${told}`)
  message.ack()
}
await nc.drain()
