import { parseAllDocuments } from 'yaml'
import { z } from 'zod'

const Labels = z.record(z.string(), z.string()).default({})

/** An object of Kubernetes as it is sent to the server; what a rule needs beyond this it parses itself. */
const Manifest = z.looseObject({
  apiVersion: z.string(),
  kind: z.string(),
  metadata: z.looseObject({ name: z.string(), labels: Labels, annotations: Labels }),
})
export type Manifest = z.infer<typeof Manifest>

/** Every document of a YAML stream. Throws for what is no YAML, or no object of Kubernetes. */
export function parseManifests(text: string): Manifest[] {
  return parseAllDocuments(text, { uniqueKeys: true }).map((document) => {
    const [error] = document.errors
    if (error) throw error
    return Manifest.parse(document.toJS())
  })
}

export const nameOf = ({ kind, metadata }: Manifest): string => `${kind} ${metadata.name}`

/** Objects of one kind, each parsed as the schema says. */
export function ofKind<S extends z.ZodType>(manifests: Manifest[], kind: string, schema: S) {
  return manifests
    .filter((manifest) => manifest.kind === kind)
    .map((manifest) => ({ name: manifest.metadata.name, ...parse(manifest, schema) }))
}

function parse<S extends z.ZodType>(manifest: Manifest, schema: S): { is: z.infer<S> } {
  const { success, data, error } = schema.safeParse(manifest)
  if (!success) throw new Error(`${nameOf(manifest)}: ${z.prettifyError(error)}`)
  return { is: data }
}
