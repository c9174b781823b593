/** Something that can be tried at the log, and who may. Everybody else has to be refused. */
export type Act = { what: string; may: string[] } & ({ publish: string } | { subscribe: string })

const JOB = '3f6c1b9e-0a7d-4f52-9c55-6a1d2e3f4a5b'
const EPISODE = '0190a5b2-7c3d-7e4f-8a9b-0c1d2e3f4a5b'
const OF_JOB = `soundmill.episodes.my-show.${EPISODE}.${JOB}`
const OF_ALL = `soundmill.episodes.my-show.${EPISODE}.all`
const SERVICES = ['ingest', 'processor', 'status']

const says = (fact: string, subject: string, ...may: string[]): Act => ({
  what: `say ${fact}`,
  publish: subject,
  may,
})

/** What is said, and by whom it is believed. */
const FACTS: Act[] = [
  says('submitted', `${OF_JOB}.submitted.normal`, 'ingest'),
  says('submitted in a hurry', `${OF_JOB}.submitted.urgent`, 'ingest'),
  says('started', `${OF_JOB}.started`, 'processor'),
  says('inspected', `${OF_JOB}.inspected`, 'processor'),
  says('rendered', `${OF_JOB}.rendered`, 'processor'),
  says('attempt-failed', `${OF_JOB}.attempt-failed`, 'processor'),
  says('finished', `${OF_JOB}.finished`, 'ingest', 'processor'),
  says('deleted', `${OF_ALL}.deleted`, 'ingest'),
  says('erased', `${OF_ALL}.erased`, 'operator'),
  says('a fact that there is not', `${OF_JOB}.approved`),
  says('something of an episode as a whole', `${OF_ALL}.renamed`),
  says('that an asset was stored', 'soundmill.library.my-show.assets.intro.stored', 'ingest'),
  says('that a preset was defined', 'soundmill.library.my-show.presets.loud.defined', 'ingest'),
  says('that a lane changed', 'soundmill.lanes.normal.changed', 'ingest'),
  says('how far it is', `soundmill.progress.my-show.${EPISODE}.${JOB}`, 'processor'),
]

const asks = (what: string, api: string, ...may: string[]): Act => ({
  what,
  publish: `$JS.API.${api}`,
  may,
})

const STREAM: Act[] = [
  asks(
    'ask for the state of the log',
    'STREAM.INFO.SOUNDMILL',
    'topology',
    ...SERVICES,
    'operator',
    'subscriber',
  ),
  asks('read any event', 'STREAM.MSG.GET.SOUNDMILL', ...SERVICES, 'operator'),
  asks('read any event from a replica', 'DIRECT.GET.SOUNDMILL'),
  asks('make the log', 'STREAM.CREATE.SOUNDMILL', 'topology'),
  asks('change the log', 'STREAM.UPDATE.SOUNDMILL', 'topology'),
  asks('take events out of the log', 'STREAM.PURGE.SOUNDMILL', 'operator'),
  asks('take one event out of the log', 'STREAM.MSG.DELETE.SOUNDMILL'),
  asks('delete the log', 'STREAM.DELETE.SOUNDMILL'),
  asks('copy the log', 'STREAM.SNAPSHOT.SOUNDMILL', 'backup'),
  { what: 'confirm a part of a copy', publish: '$JS.SNAPSHOT.ACK.SOUNDMILL.guessed.1.1', may: ['backup'] },
  asks('make the log from a copy', 'STREAM.RESTORE.SOUNDMILL', 'topology'),
  { what: 'send a part of a copy', publish: '$JS.SNAPSHOT.RESTORE.SOUNDMILL.guessed', may: ['topology'] },
  asks('make another stream', 'STREAM.CREATE.OTHER'),
  asks('purge another stream', 'STREAM.PURGE.OTHER'),
  asks('read another stream', 'STREAM.MSG.GET.OTHER'),
  asks('list streams', 'STREAM.NAMES'),
  asks('ask for the account', 'INFO'),
]

const LANES: Act[] = ['normal', 'urgent'].flatMap((lane) => {
  const consumer = `SOUNDMILL.work-${lane}`
  const filter = `soundmill.episodes.*.*.*.submitted.${lane}`
  return [
    asks(`make the consumer of ${lane}`, `CONSUMER.CREATE.${consumer}.${filter}`, 'topology'),
    asks(`make the consumer of ${lane} for all events`, `CONSUMER.CREATE.${consumer}.soundmill.episodes.>`),
    asks(`make the consumer of ${lane} in the old way`, `CONSUMER.DURABLE.CREATE.${consumer}`),
    asks(`ask for the state of ${lane}`, `CONSUMER.INFO.${consumer}`, 'topology', 'processor', 'status'),
    asks(`pull a job of ${lane}`, `CONSUMER.MSG.NEXT.${consumer}`, 'processor'),
    { what: `ack a job of ${lane}`, publish: `$JS.ACK.${consumer}.1.1.1.1.0`, may: ['processor'] },
    asks(`pause the consumer of ${lane}`, `CONSUMER.PAUSE.${consumer}`),
    asks(`unpin the consumer of ${lane}`, `CONSUMER.UNPIN.${consumer}`),
    asks(`delete the consumer of ${lane}`, `CONSUMER.DELETE.${consumer}`, 'topology'),
  ]
})

const OUTSIDE: Act[] = [
  asks(
    'follow by the own consumer',
    'CONSUMER.CREATE.SOUNDMILL.ext-subscriber.soundmill.episodes.>',
    'subscriber',
  ),
  asks('ask for the own consumer', 'CONSUMER.INFO.SOUNDMILL.ext-subscriber', 'subscriber'),
  asks('pull from the own consumer', 'CONSUMER.MSG.NEXT.SOUNDMILL.ext-subscriber', 'subscriber'),
  { what: 'ack an own event', publish: '$JS.ACK.SOUNDMILL.ext-subscriber.1.1.1.1.0', may: ['subscriber'] },
  asks('follow everything', 'CONSUMER.CREATE.SOUNDMILL.ext-subscriber.>'),
  asks('follow without a filter', 'CONSUMER.CREATE.SOUNDMILL.ext-subscriber'),
  asks('follow the lanes', 'CONSUMER.CREATE.SOUNDMILL.ext-subscriber.soundmill.lanes.>'),
  asks('follow under another name', 'CONSUMER.CREATE.SOUNDMILL.ext-other.soundmill.episodes.>'),
  asks('follow without a name', 'CONSUMER.CREATE.SOUNDMILL'),
  asks('follow in the old way', 'CONSUMER.DURABLE.CREATE.SOUNDMILL.ext-subscriber'),
  asks('pull from the consumer of another', 'CONSUMER.MSG.NEXT.SOUNDMILL.ext-other'),
  { what: 'ack an event of another', publish: '$JS.ACK.SOUNDMILL.ext-other.1.1.1.1.0', may: [] },
  asks('delete the own consumer', 'CONSUMER.DELETE.SOUNDMILL.ext-subscriber'),
  asks('list consumers', 'CONSUMER.NAMES.SOUNDMILL'),
  { what: 'answer for another', publish: '_INBOX_processor.guessed', may: [] },
  { what: 'speak to the servers', publish: '$SYS.REQ.SERVER.PING', may: [] },
  { what: 'say anything else', publish: 'other.system', may: [] },
]

const hears = (what: string, subscribe: string, ...may: string[]): Act => ({
  what: `hear ${what}`,
  subscribe,
  may,
})

const HEARING: Act[] = [
  hears('that jobs end', 'soundmill.episodes.*.*.*.finished', 'processor', 'status'),
  hears('that one job ends', `${OF_JOB}.finished`, 'processor', 'status'),
  hears('that episodes go', 'soundmill.episodes.*.*.all.deleted', 'processor', 'status'),
  hears('that lanes change', 'soundmill.lanes.*.changed', 'processor'),
  hears('every event', 'soundmill.episodes.>', 'status'),
  hears('what is submitted', 'soundmill.episodes.*.*.*.submitted.*', 'status'),
  hears('how far everything is', 'soundmill.progress.>', 'status'),
  hears('everything', '>'),
  hears('everything of ours', 'soundmill.>'),
  hears('all answers', '_INBOX.>'),
  hears('what is asked of the log', '$JS.API.>'),
  hears('acks', '$JS.ACK.>'),
  hears('what the servers say', '$SYS.>'),
]

/** The answers of each user come to a place of its own. */
const inboxes = (users: string[]): Act[] =>
  users.map((user) => hears(`the answers to ${user}`, `_INBOX_${user}.>`, user))

/** Every act, for these users. */
export const actsOf = (users: string[]): Act[] => [
  ...FACTS,
  ...STREAM,
  ...LANES,
  ...OUTSIDE,
  ...HEARING,
  ...inboxes(users),
]
