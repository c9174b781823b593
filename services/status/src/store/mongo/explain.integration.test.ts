import { newScene } from '@soundmill/events/examples'
import { uniqueNamespace } from '@soundmill/test-support'
import { type Db, type Document, MongoClient } from 'mongodb'
import { describe, expect, inject, it, onTestFinished } from 'vitest'
import { EXAMPLES, LISTS } from '../../testing/all-filters.ts'
import * as tell from '../../testing/story.ts'
import type { EpisodeKeys } from '../../views/keys.ts'
import { batchOf, servedSet } from '../contract-steps.ts'
import { PAGE_SORTS, type PageFilters, type PageQuery, type Views } from '../index.ts'
import { openMongoStore } from './index.ts'
import { MANY } from './page.ts'

const server = inject('mongoUrl')

type Question = {
  [Name in keyof Views]: Views[Name] extends (...query: never[]) => Promise<unknown> ? Name : never
}[keyof Views]

/** Far fewer than there are. */
const PAGE = 10

const whole = { after: 0, limit: PAGE }
const { episode, job } = newScene()

type Asked = (views: Views) => Promise<unknown>

/** Every way to ask every question: whoever adds one to the port is told here. */
const QUESTIONS: Record<Question, Asked[]> = {
  episode: [(views) => views.episode(episode)],
  page: LISTS.map((query) => (views) => views.page(query)),
  timeline: [
    (views) => views.timeline({ ...whole, episode }),
    (views) => views.timeline({ ...whole, show: 'two' }),
    (views) => views.timeline(whole),
  ],
  openJobs: [(views) => views.openJobs({ lane: 'normal', limit: 10 })],
  endedJobs: [
    (views) => views.endedJobs({ limit: 10 }),
    (views) => views.endedJobs({ show: 'two', limit: 10 }),
  ],
  counts: [(views) => views.counts({}), (views) => views.counts({ show: 'two' })],
  byLatestJob: [(views) => views.byLatestJob(job)],
}

/** What each filter is found by. */
const INDEXED: Record<keyof Required<PageFilters>, keyof EpisodeKeys> = {
  show: 'show',
  state: 'state',
  outcome: 'outcome',
  code: 'code',
  lane: 'lane',
  preset: 'preset',
  finding: 'findings',
  sourceSha256: 'sources',
  words: 'words',
  createdAfter: 'createdAt',
  createdBefore: 'createdAt',
}

/** Every stage of a plan, wherever this version of the server puts it. */
function stagesOf(plan: unknown): Document[] {
  if (typeof plan !== 'object' || plan === null) return []
  const inner = Object.entries(plan).flatMap(([name, part]) =>
    name === 'rejectedPlans' ? [] : stagesOf(part),
  )
  return 'stage' in plan ? [plan, ...inner] : inner
}

const isWasteful = ({ stage, inputStage }: Document): boolean =>
  stage === 'COLLSCAN' || (stage === 'SORT' && !String(inputStage?.stage).startsWith('PROJECTION'))

/** How many documents a plan has read, as it was carried out. */
function readBy(plan: Document): number {
  const [, read = 'nothing'] = /"totalDocsExamined":(\d+)/.exec(JSON.stringify(plan)) ?? []
  return Number(read)
}

describe.skipIf(!server)('a question to MongoDB', () => {
  async function seeded(episodes = 60) {
    const url = new URL(server ?? 'mongodb://nowhere')
    url.pathname = `/${uniqueNamespace()}`
    const store = openMongoStore({ url: url.href })
    const client = new MongoClient(url.href)
    onTestFinished(async () => {
      await client.db().dropDatabase()
      await client.close()
      await store.close()
    })
    const scenes = Array.from({ length: episodes }, (_, index) => newScene(index % 3 ? 'two' : 'one'))
    const story = scenes.flatMap((scene, index) => [
      tell.submitted(scene, { title: `Folge ${index}` }),
      ...(index % 2 ? [tell.started(scene), tell.failed(scene)] : []),
    ])
    await (await servedSet(store)).write(batchOf(tell.recorded(story)))
    return { db: client.db(), store }
  }

  /** What the server was asked while these questions were answered, as it noted it down itself. */
  async function commandsOf({ db, store }: Awaited<ReturnType<typeof seeded>>, ways: Asked[]) {
    await db.createCollection('system.profile', { capped: true, size: 64 * 1024 ** 2 })
    await db.command({ profile: 2 })
    for (const ask of ways) await store.read(ask)
    await db.command({ profile: 0 })
    const notes = db
      .collection('system.profile')
      .find({ op: { $in: ['query', 'command'] }, ns: /\.(episodes|timeline)_/ })
    const commands: Document[] = await notes.map(({ command }) => command).toArray()
    const plain = commands.map(({ lsid: _, $db: __, $clusterTime: ___, ...command }) => command)
    // Those that differ only in the ids they read, or in how many states they are of, have one plan.
    const text = (command: Document) =>
      JSON.stringify(command, (key, value: unknown) => (key === '$in' ? [] : value))
    return [...new Map(plain.map((command) => [text(command), command])).values()]
  }

  const explained = async (db: Db, command: Document, verbosity = 'queryPlanner'): Promise<Document> =>
    db.command({ explain: command, verbosity })

  it.each(Object.entries(QUESTIONS))(
    '(%s) is answered from an index, and sorts nothing large',
    async (_, ways) => {
      const parts = await seeded()
      const commands = await commandsOf(parts, ways)
      expect(commands).not.toEqual([])
      for (const command of commands) {
        const stages = stagesOf(await explained(parts.db, command))
        expect(stages).not.toEqual([])
        expect({ command, wasteful: stages.filter(isWasteful) }).toEqual({ command, wasteful: [] })
      }
    },
  )

  it.each(Object.entries(INDEXED))(
    'with the filter %s alone can use an index that begins with it',
    async (name, key) => {
      const parts = await seeded()
      const filter = Object.fromEntries(Object.entries(EXAMPLES).filter(([one]) => one === name))
      const [command = {}] = await commandsOf(parts, [(views) => views.page({ ...filter, limit: 10 })])
      const plans = JSON.stringify(await explained(parts.db, command))
      expect(plans).toContain(`"keyPattern":{"${key}":`)
    },
  )

  it.each<PageQuery>([
    ...PAGE_SORTS.map((sort) => ({ sort, limit: PAGE })),
    { state: 'waiting', limit: PAGE },
    { outcome: 'failed', limit: PAGE },
    { outcome: 'failed', sort: 'createdAt', limit: PAGE },
    { lane: 'normal', preset: 'podcast', limit: PAGE },
  ])('whose order an index has reads no more than the page: %j', async (query) => {
    const parts = await seeded()
    const [list = {}] = await commandsOf(parts, [(views) => views.page(query)])
    // One more than the page, and a little for an order that is merged from several states.
    expect(readBy(await explained(parts.db, list, 'executionStats'))).toBeLessThanOrEqual(PAGE + 5)
  })

  it.each<PageFilters>([
    { words: ['folge'] },
    { words: ['fo', 'folg'], show: 'two' },
    { createdAfter: '2026-01-01T00:00:00.000Z' },
  ])('that very many episodes answer goes through them in every order: %j', async (filters) => {
    const parts = await seeded(2 * MANY)
    const ways = PAGE_SORTS.map((sort) => (views: Views) => views.page({ ...filters, sort, limit: PAGE }))
    const lists = (await commandsOf(parts, ways)).filter(({ hint }) => hint)
    expect(lists).toHaveLength(PAGE_SORTS.length)
    for (const list of lists) {
      const plan = await explained(parts.db, list, 'executionStats')
      expect(stagesOf(plan).filter(({ stage }) => stage === 'COLLSCAN' || stage === 'SORT')).toEqual([])
      expect(readBy(plan)).toBeLessThanOrEqual(2 * PAGE)
    }
  })

  it('is not paid for with more than twenty indexes', async () => {
    const { db } = await seeded()
    for (const { name } of await db.listCollections({ name: /^episodes_/ }).toArray()) {
      expect((await db.collection(name).indexes()).length - 1).toBeLessThanOrEqual(20)
    }
  })
})
