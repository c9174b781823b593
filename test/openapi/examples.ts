import type { Method, Operation } from './shape.ts'
export const withExamples = (_path: string, _method: Method, operation: Operation): Operation => operation
