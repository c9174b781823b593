import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { beforeAll, describe, expect, inject, it } from 'vitest'
import { z } from 'zod'
import { buildImage } from './build-image.ts'

const run = promisify(execFile)
const MANY = { maxBuffer: 64 * 1024 ** 2 }

const Bom = z.object({ components: z.array(z.object({ purl: z.string(), version: z.string() })) })
const Lock = z.object({
  packages: z.record(
    z.string(),
    z.object({
      version: z.string().optional(),
      dev: z.boolean().optional(),
      link: z.boolean().optional(),
      optional: z.boolean().optional(),
    }),
  ),
})

/** Every file below a folder, with what is in it; not when it was written. */
const FILES = 'find node_modules -type f ! -name .package-lock.json -exec sha256sum {} + | sort'
describe.skipIf(!inject('docker'))('the image of the services', () => {
  let image = ''
  const inside = async (...command: string[]) =>
    (await run('docker', ['run', '--rm', '--network', 'none', image, ...command], MANY)).stdout

  beforeAll(async () => {
    image = await buildImage()
  })

  it('runs as a user without rights, who can write nothing of it', async () => {
    const writable = 'find / -xdev -type d -writable ! -path "/proc/*" 2>/dev/null; id -u'
    const lines = (await inside('sh', '-c', writable)).trim().split('\n')
    const own = ['/scratch', '/tmp', '/var/tmp', '/run/lock', '/home/node', '/dev/shm', '/dev/mqueue']
    expect(lines.at(-1)).toBe('1000')
    expect(lines.slice(0, -1).filter((dir) => !own.some((one) => dir.startsWith(one)))).toEqual([])
  })

  it('says by itself whether it is well', async () => {
    const { stdout } = await run('docker', [
      'inspect',
      '--format',
      '{{json .Config.Healthcheck.Test}}',
      image,
    ])
    expect(stdout).toContain('/readyz')
  })

  it('lists what is in it: each package of npm as the lockfile has it, and each of Debian', async () => {
    const bom = Bom.parse(JSON.parse(await inside('cat', 'sbom.cdx.json')))
    const purls = new Set(bom.components.map(({ purl }) => purl))
    const lockfile = fileURLToPath(new URL('../../package-lock.json', import.meta.url))
    const lock = Lock.parse(JSON.parse(await readFile(lockfile, 'utf8')))
    const wanted = Object.entries(lock.packages).flatMap(([path, { version, dev, link, optional }]) =>
      path.startsWith('node_modules/') && !dev && !link && !optional && version
        ? [purlOf(path, version)]
        : [],
    )
    expect(wanted.length).toBeGreaterThan(50)
    expect(wanted.filter((purl) => !purls.has(purl))).toEqual([])
    const debian = (await inside('dpkg-query', '-W', '-f', `\${Status}\t\${Package}\t\${Version}\n`))
      .trim()
      .split('\n')
      .map((line) => line.split('\t'))
      .filter(([status]) => status === 'install ok installed')
    const listed = new Set([...purls].map((purl) => decodeURIComponent(purl.replace(/\?.*/, ''))))
    expect(debian.filter(([, name, version]) => !listed.has(`pkg:deb/debian/${name}@${version}`))).toEqual([])
  })

  it('has no tools for developers in it', async () => {
    const names = (await inside('ls', 'node_modules', 'node_modules/.bin')).split('\n')
    expect(names.filter((name) => ['vitest', 'typescript', 'tsx', 'testcontainers'].includes(name))).toEqual(
      [],
    )
  })

  it('has the same packages, byte for byte, when they are installed anew', async () => {
    const again = await buildImage(['--no-cache-filter', 'packages', '--target', 'packages'])
    const { stdout } = await run(
      'docker',
      ['run', '--rm', '--network', 'none', again, 'sh', '-c', FILES],
      MANY,
    )
    expect(stdout.trim().split('\n').length).toBeGreaterThan(1_000)
    expect(stdout).toBe(await inside('sh', '-c', FILES))
  })
})

/** As CycloneDX writes a package of npm (the purl specification encodes the @ of a scope). */
function purlOf(path: string, version: string): string {
  const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length)
  return `pkg:npm/${name.replace('@', '%40')}@${version}`
}
