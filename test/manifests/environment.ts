import { z } from 'zod'
import { type Manifest, ofKind } from './manifest.ts'
import type { Container } from './pods.ts'

const ConfigMap = z.looseObject({ data: z.record(z.string(), z.string()).default({}) })

/** What a container finds in its environment from config maps, and of itself. Of values from elsewhere: `''`. */
export function environmentOf(container: Container, manifests: Manifest[]): Record<string, string> {
  return { ...sharedBy(container, manifests), ...ownOf(container) }
}

/** From the config maps it takes whole. */
export function sharedBy({ envFrom }: Container, manifests: Manifest[]): Record<string, string> {
  const maps = new Map(ofKind(manifests, 'ConfigMap', ConfigMap).map(({ name, is }) => [name, is.data]))
  return Object.assign({}, ...envFrom.map(({ configMapRef }) => maps.get(configMapRef?.name ?? '')))
}

/** What is said of it alone. */
export const ownOf = ({ env }: Container): Record<string, string> =>
  Object.fromEntries(env.map(({ name, value }) => [name, value ?? '']))
