import { z } from 'zod'

/** What is behind the route: our blob store or `minio`, with or without a SHA-256, with or without the size. */
export const Way = z.object({
  by: z.enum(['our blob store', 'minio']),
  hashed: z.boolean(),
  /** Whether the length that the client declares is passed on. */
  sized: z.boolean(),
})

export type Way = z.infer<typeof Way>

/** What the server is told, as an argument of its process. */
export const Task = z.object({
  way: Way,
  port: z.number(),
  bucket: z.string(),
  endpoint: z.string(),
  accessKey: z.string(),
  secretKey: z.string(),
})

export type Task = z.infer<typeof Task>
