export { ProcessorEnv, workerName } from './env.ts'
export { countOutcomes } from './metrics.ts'
export { createProcessor, type ProcessorOptions } from './processor.ts'
