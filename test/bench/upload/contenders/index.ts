import type { Contender, Standing, Surroundings } from '../contender.ts'
import { presigned } from './presigned.ts'
import { soundmill } from './soundmill.ts'
import { tenLines } from './ten-lines.ts'
import { tusd } from './tusd.ts'

/** How each of them is started. */
export const START: Record<Contender, (surroundings: Surroundings) => Promise<Standing>> = {
  presigned,
  soundmill,
  put: tenLines({ by: 'our blob store', hashed: true, sized: true }),
  'put unhashed': tenLines({ by: 'our blob store', hashed: false, sized: true }),
  minio: tenLines({ by: 'minio', hashed: false, sized: false }),
  'minio sized': tenLines({ by: 'minio', hashed: false, sized: true }),
  'minio hashed': tenLines({ by: 'minio', hashed: true, sized: false }),
  tusd: tusd(),
  'tusd unhashed': tusd('-s3-disable-content-hashes'),
}
