/** The pages of an Ogg file, each with its header. */
export function pagesOf(ogg: Buffer): Buffer[] {
  const pages: Buffer[] = []
  for (let at = 0; at + 27 <= ogg.length; ) {
    const segments = ogg[at + 26] ?? 0
    const lacing = ogg.subarray(at + 27, at + 27 + segments)
    const bytes = 27 + segments + lacing.reduce((total, length) => total + length, 0)
    pages.push(Buffer.from(ogg.subarray(at, at + bytes)))
    at += bytes
  }
  return pages
}

/** The page at another time. */
export const atGranule = (page: Buffer, granule: bigint) =>
  changed(page, (copy) => copy.writeBigInt64LE(granule, 6))

/** The page in another stream. */
export const withSerial = (page: Buffer, serial: number) =>
  changed(page, (copy) => copy.writeUInt32LE(serial, 14))

/** With the checksum that belongs to it (RFC 3533). */
function changed(page: Buffer, change: (copy: Buffer) => void): Buffer {
  const copy = Buffer.from(page)
  change(copy)
  copy.writeUInt32LE(0, 22)
  copy.writeUInt32LE(checksum(copy), 22)
  return copy
}

function checksum(bytes: Buffer): number {
  let crc = 0
  for (const byte of bytes) {
    crc ^= byte << 24
    for (let bit = 0; bit < 8; bit++) crc = crc & 0x80000000 ? (crc << 1) ^ 0x04c11db7 : crc << 1
  }
  return crc >>> 0
}
