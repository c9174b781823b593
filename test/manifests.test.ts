import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, it } from 'vitest'
import { parse, parseAllDocuments } from 'yaml'
import { z } from 'zod'
import { filesBelow, ROOT } from './architecture/files.ts'
import { buildAll, buildOnTop, kubectlIsHere } from './manifests/build.ts'
import { ofKind, parseManifests } from './manifests/manifest.ts'
import { PLANTED } from './manifests/planted.ts'
import { podsOf } from './manifests/pods.ts'
import { MANIFEST_RULES } from './manifests/rules/index.ts'

const files = filesBelow('k8s').filter((path) => path.endsWith('.yaml'))
const textOf = (path: string) => readFileSync(ROOT + path, 'utf8')

describe.skipIf(!kubectlIsHere)('whatever is put together of what lies under k8s/', () => {
  let built: Awaited<ReturnType<typeof buildAll>> = []
  beforeAll(async () => {
    built = await buildAll()
  })

  it('has every service, and the step before them', () => {
    for (const { manifests } of built)
      expect(podsOf(manifests).map(({ name }) => name)).toEqual(
        expect.arrayContaining(
          ['gateway', 'ingest', 'processor', 'status'].map((name) => `Deployment ${name}`),
        ),
      )
    expect(
      built.every(({ manifests }) => podsOf(manifests).some(({ name }) => name === 'Job topology')),
    ).toBe(true)
  })

  it.each(MANIFEST_RULES)('keeps the rule: $says', ({ broken }) => {
    expect(
      built.flatMap(({ name, manifests }) => broken(manifests).map((what) => `${name}: ${what}`)),
    ).toEqual([])
  })

  it('takes every image by kustomize, so that an overlay can name another', () => {
    const Kustomization = z.object({
      images: z.array(z.object({ name: z.string(), newName: z.string().optional() })).default([]),
    })
    const known = files
      .filter((path) => path.endsWith('kustomization.yaml'))
      .flatMap((path) => Kustomization.parse(parse(textOf(path))).images)
      .flatMap(({ name, newName }) => [name, newName])
    const images = built.flatMap(({ manifests }) =>
      podsOf(manifests).flatMap(({ containers }) => containers.map(({ image }) => image)),
    )
    expect(images.filter((image) => !known.includes(image.replace(/[:@][^/]*$/, '')))).toEqual([])
  })

  it('brings no secret along for production: whoever applies it makes them', () => {
    const production = built.filter(({ name }) => name.startsWith('production'))
    expect(production.flatMap(({ manifests }) => ofKind(manifests, 'Secret', z.unknown()))).toEqual([])
  })

  it('is as its README says: the overlay that is shown there can be built, and keeps every rule', async () => {
    const [, shown = ''] = /```yaml\n([^`]+)```/.exec(textOf('k8s/overlays/production/README.md')) ?? []
    const text = await buildOnTop(shown)
    expect(text).not.toContain('.invalid')
    expect(MANIFEST_RULES.flatMap(({ broken }) => broken(parseManifests(text)))).toEqual([])
  })

  it('names no server for production that anybody might have', () => {
    const production = built.find(({ name }) => name === 'production')?.manifests ?? []
    const maps = ofKind(production, 'ConfigMap', z.looseObject({ data: z.record(z.string(), z.string()) }))
    const data = maps.find(({ name }) => name.startsWith('soundmill-'))?.is.data
    const servers = `${data?.NATS_URL},${data?.S3_ENDPOINT}`.split(',')
    expect(servers.map((server) => new URL(server).hostname.split('.').at(-1))).toEqual(
      Array(4).fill('invalid'),
    )
  })
})

describe('what is written under k8s/', () => {
  it.each(files)('%s is YAML that says everything once', (path) => {
    expect(parseAllDocuments(textOf(path)).flatMap(({ errors }) => errors)).toEqual([])
  })
})

describe('the check itself', () => {
  const good = textOf('test/manifests/fixture/good.yaml')

  it('has nothing to say of what is good', () => {
    expect(MANIFEST_RULES.flatMap(({ broken }) => broken(parseManifests(good)))).toEqual([])
  })

  it.each(MANIFEST_RULES)('notices a planted violation of: $says', ({ says, broken }) => {
    const [text, instead] = PLANTED[says] ?? ['', '']
    expect(good).toContain(text)
    expect(broken(parseManifests(good.replace(text, instead)))).not.toEqual([])
  })
})
