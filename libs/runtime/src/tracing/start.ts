import type { Closable } from '../closers.ts'
import { wantsTraces } from './environment.ts'
import type { TracingOptions } from './sdk.ts'

/** Nothing of the SDK is loaded unless traces are wanted: then the API that everybody calls is a few empty functions. */
export async function startTracing(options: TracingOptions): Promise<Closable | undefined> {
  if (!wantsTraces(options.config)) return undefined
  const { openTracing } = await import('./sdk.ts')
  return openTracing(options)
}
