export type Cue = { frame: number; label?: Buffer }

/** A WAV of ten seconds at 1,000 Hz, mono, 16 bits, with a quiet noise, and chunks around its sound. */
export function wavWith({ before, behind }: { before?: Buffer; behind?: Buffer }, rateHz = 1000): Buffer {
  const format = Buffer.alloc(16)
  format.writeUInt16LE(1, 0)
  format.writeUInt16LE(1, 2)
  format.writeUInt32LE(rateHz, 4)
  format.writeUInt32LE(2 * rateHz, 8)
  format.writeUInt16LE(2, 12)
  format.writeUInt16LE(16, 14)
  const sound = Buffer.alloc(20 * rateHz)
  for (let i = 0; i < 10 * rateHz; i++) sound.writeInt16LE(Math.round(3000 * Math.sin(i * i)), 2 * i)
  const none = Buffer.alloc(0)
  const body = [
    Buffer.from('WAVE'),
    chunk('fmt ', format),
    before ?? none,
    chunk('data', sound),
    behind ?? none,
  ]
  return chunk('RIFF', Buffer.concat(body))
}

/** The markers and their labels, as audio editors write them. */
export function cueChunks(cues: readonly Cue[]): Buffer {
  const points = cues.map(({ frame }, i) => {
    const point = Buffer.alloc(24)
    point.writeUInt32LE(i + 1, 0)
    point.writeUInt32LE(frame, 4)
    point.write('data', 8)
    point.writeUInt32LE(frame, 20)
    return point
  })
  const labels = cues.flatMap(({ label }, i) => {
    return label ? [chunk('labl', Buffer.concat([number(i + 1), label, Buffer.alloc(1)]))] : []
  })
  return Buffer.concat([
    chunk('cue ', Buffer.concat([number(cues.length), ...points])),
    chunk('LIST', Buffer.concat([Buffer.from('adtl'), ...labels])),
  ])
}

function number(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value)
  return bytes
}

function chunk(kind: string, content: Buffer): Buffer {
  return Buffer.concat([Buffer.from(kind), number(content.length), content, Buffer.alloc(content.length % 2)])
}
