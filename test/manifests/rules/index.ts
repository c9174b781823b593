import type { ManifestRule } from '../rule.ts'
import { AVAILABILITY_RULES } from './availability.ts'
import { CONFIGURATION_RULES } from './configuration.ts'
import { IMAGE_RULES } from './images.ts'
import { SCALING_RULES } from './scaling.ts'
import { SECRET_RULES } from './secrets.ts'
import { SECURITY_RULES } from './security.ts'

/** What holds for everything under `k8s/`, whatever was put together. */
export const MANIFEST_RULES: ManifestRule[] = [
  ...SECURITY_RULES,
  ...AVAILABILITY_RULES,
  ...CONFIGURATION_RULES,
  ...SECRET_RULES,
  ...IMAGE_RULES,
  ...SCALING_RULES,
]
