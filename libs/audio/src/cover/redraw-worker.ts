import { writeFile } from 'node:fs/promises'
import { CoverError } from './cover-error.ts'
import { type Redrawn, redraw } from './redraw.ts'

/*
 * A process of its own: hostile pixels are decoded here, and may end no other. Arguments: the picture, where to write
 * the cover, where to write the copy for embedding. Says on stdout what came of it, see `Answer` in prepare-cover.ts;
 * any other failure ends it with an exit code.
 */

const [, , picture = '', publishedPath = '', embeddedPath = ''] = process.argv

const redrawn = await redraw(picture).catch((error: unknown) => {
  if (error instanceof CoverError) return { refused: error.message }
  throw error
})

async function write(path: string, { jpeg, width, height }: Redrawn) {
  await writeFile(path, jpeg)
  return { width, height }
}

const answer =
  'refused' in redrawn
    ? redrawn
    : {
        published: await write(publishedPath, redrawn.published),
        embedded: await write(embeddedPath, redrawn.embedded),
      }
process.stdout.write(JSON.stringify(answer))
