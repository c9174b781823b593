import { readFileSync } from 'node:fs'
import { z } from 'zod'

/** All packages are released together: the version of this one is the version of the system. */
export const VERSION = z
  .object({ version: z.string() })
  .parse(JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))).version
