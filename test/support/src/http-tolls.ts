import { Transform } from 'node:stream'
import { setTimeout as pause } from 'node:timers/promises'

/** Every piece comes so much later; the next one waits for it. */
export function slowly(delayMs: number): Transform {
  return new Transform({
    transform(piece, _encoding, done) {
      void pause(delayMs).then(() => done(null, piece))
    },
  })
}

/** Streams that let so many bytes through, all together, and then say that it is over and nothing any more. */
export function upTo(bytes: number, over: () => void): () => Transform {
  let left = bytes
  return () =>
    new Transform({
      transform(piece: Buffer, _encoding, done) {
        left -= piece.length
        // Nobody calls `done`: nothing more is taken, and `over` ends the line.
        if (left < 0) over()
        else done(null, piece)
      },
    })
}
