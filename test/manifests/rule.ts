import type { Manifest } from './manifest.ts'

/** What holds for everything that is applied together: names what breaks it, or nothing. */
export type ManifestRule = { says: string; broken(manifests: Manifest[]): string[] }
