/**
 * Whether FLAC frames begin here without the file's header, as in a recorded stream (RFC 9639, 9.1): a frame's
 * header carries a CRC-8 of itself.
 */
export function beginsWithFlacFrame(data: Uint8Array): boolean {
  const [sync = 0, second = 0, third = 0, , fifth = 0] = data
  if (sync !== 0xff || (second & 0xfe) !== 0xf8 || third >> 4 === 0) return false
  // A number coded like UTF-8, then up to two values of one or two bytes that the third byte announces.
  const coded = fifth < 0x80 ? 1 : Math.clz32(~(fifth << 24))
  const blockSize = third >> 4 === 6 ? 1 : third >> 4 === 7 ? 2 : 0
  const rate = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 2, 0][third & 15] ?? 0
  const end = 4 + coded + blockSize + rate
  return end < data.length && crc8(data.subarray(0, end)) === data[end]
}

function crc8(data: Uint8Array): number {
  let crc = 0
  for (const byte of data) {
    crc ^= byte
    for (let bit = 0; bit < 8; bit++) crc = crc & 0x80 ? ((crc << 1) ^ 0x07) & 0xff : crc << 1
  }
  return crc
}
