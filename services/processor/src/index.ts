export { ProcessorEnv, workerName } from './env.ts'
export { countToolEnds, measureProcessor } from './metrics/index.ts'
export { createProcessor, LANES, type ProcessorOptions } from './processor.ts'
