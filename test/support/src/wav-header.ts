export type WavFormat = { sampleRateHz: number; channels: number; dataBytes: number }

/** What a field of 32 bits can say; RF64 (EBU Tech 3306) puts this there and the truth in `ds64`. */
const MAX_UINT32 = 0xffff_ffff

/** Everything before the samples: RIFF, or RF64 when the sizes need 64 bits. 16-bit PCM. */
export function wavHeader({ sampleRateHz, channels, dataBytes }: WavFormat): Buffer {
  const frameBytes = channels * 2
  const format = Buffer.alloc(16)
  format.writeUInt16LE(1, 0)
  format.writeUInt16LE(channels, 2)
  format.writeUInt32LE(sampleRateHz, 4)
  format.writeUInt32LE(sampleRateHz * frameBytes, 8)
  format.writeUInt16LE(frameBytes, 12)
  format.writeUInt16LE(16, 14)

  const isLarge = dataBytes + 36 > MAX_UINT32
  const ds64 = isLarge ? chunk('ds64', sizes64(dataBytes, frameBytes)) : Buffer.alloc(0)
  const inner = Buffer.concat([Buffer.from('WAVE'), ds64, chunk('fmt ', format)])
  const outer = isLarge ? MAX_UINT32 : inner.length + 8 + dataBytes
  return Buffer.concat([
    head(isLarge ? 'RF64' : 'RIFF', outer),
    inner,
    head('data', isLarge ? MAX_UINT32 : dataBytes),
  ])
}

function sizes64(dataBytes: number, frameBytes: number): Buffer {
  const body = Buffer.alloc(28)
  // 'WAVE', ds64 (8 + 28), fmt (8 + 16) and the head of data stand before the samples.
  body.writeBigUInt64LE(BigInt(dataBytes + 72), 0)
  body.writeBigUInt64LE(BigInt(dataBytes), 8)
  body.writeBigUInt64LE(BigInt(dataBytes / frameBytes), 16)
  return body
}

function chunk(id: string, body: Buffer): Buffer {
  return Buffer.concat([head(id, body.length), body])
}

function head(id: string, bytes: number): Buffer {
  const result = Buffer.alloc(8, id)
  result.writeUInt32LE(bytes, 4)
  return result
}
