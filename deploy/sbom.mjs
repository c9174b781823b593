/*
 * Lists what is in the image, as CycloneDX 1.5 (https://cyclonedx.org/docs/1.5/json/): the packages that npm has
 * installed, as it noted down itself, and those of Debian. `node deploy/sbom.mjs > sbom.cdx.json`, in the image.
 * Of the same packages the same list comes out, so it has no serial number and no date.
 */
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

const { name, version, license } = read('package.json')
const component = {
  type: 'application',
  name,
  version,
  licenses: licensesOf(license),
  purl: purlOf(name, version),
}
const components = [...ofNpm(), ...ofDebian()].sort((one, other) => (one.purl < other.purl ? -1 : 1))
const bom = { bomFormat: 'CycloneDX', specVersion: '1.5', version: 1, metadata: { component }, components }
console.log(JSON.stringify(bom, null, 1))

function ofNpm() {
  const installed = Object.entries(read('node_modules/.package-lock.json').packages)
  return installed
    .filter(([, { link, version }]) => !link && version)
    .filter(([path]) => path.startsWith('node_modules/'))
    .map(([path, { version, integrity, license }]) => {
      const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length)
      const [, base64] = /^sha512-(.*)$/.exec(integrity ?? '') ?? []
      const hashes = base64
        ? [{ alg: 'SHA-512', content: Buffer.from(base64, 'base64').toString('hex') }]
        : []
      return {
        type: 'library',
        name,
        version,
        hashes,
        licenses: licensesOf(license),
        purl: purlOf(name, version),
      }
    })
}

function ofDebian() {
  const fields = ['binary:Package', 'Version', 'Architecture', 'db:Status-Status']
  const format = `${fields.map((field) => `\${${field}}`).join('\t')}\n`
  return execFileSync('dpkg-query', ['--show', `--showformat=${format}`], { encoding: 'utf8' })
    .trimEnd()
    .split('\n')
    .map((line) => line.split('\t'))
    .filter(([, , , status]) => status === 'installed')
    .map(([named, version, architecture]) => {
      const name = named.replace(/:.*/, '')
      const purl = `pkg:deb/debian/${name}@${encodeURIComponent(version)}?arch=${architecture}`
      return { type: 'library', name, version, purl }
    })
}

function licensesOf(expression) {
  return expression ? [{ expression }] : []
}

/** A package URL (https://github.com/package-url/purl-spec): the @ of a scope is encoded. */
function purlOf(name, version) {
  return `pkg:npm/${name.replace('@', '%40')}@${version}`
}

function read(file) {
  return JSON.parse(readFileSync(file, 'utf8'))
}
