import type { Row } from './row.ts'

const MP3_FRAME = Buffer.concat([Buffer.from([0xff, 0xfb, 0x90, 0x00]), Buffer.alloc(413)])
const noise = (bytes: number) =>
  Buffer.from(Uint8Array.from({ length: bytes }, (_, i) => (i * i * 7919) >> 5))

/** An ID3v2.3 tag; its size is written seven bits to a byte. */
export function id3(contents: Buffer): Buffer {
  const size = [21, 14, 7, 0].map((shift) => (contents.length >> shift) & 0x7f)
  return Buffer.concat([Buffer.from('ID3\x03\0\0', 'latin1'), Buffer.from(size), contents])
}

/** What is no recording, or hardly one. */
export const BROKEN: readonly Row[] = [
  { name: 'zero bytes', make: ({ written }) => written('a.mp3', ''), refused: 'empty_input' },
  { name: 'one byte', make: ({ written }) => written('a.mp3', 'R'), refused: 'not_audio' },
  {
    name: 'a megabyte of zeros',
    make: ({ written }) => written('a.mp3', Buffer.alloc(1e6)),
    refused: 'not_audio',
  },
  {
    name: 'a megabyte of ones',
    make: ({ written }) => written('a.mp3', Buffer.alloc(1e6, 0xff)),
    refused: 'not_audio',
  },
  { name: 'noise', make: ({ written }) => written('a.mp3', noise(100_000)), refused: 'not_audio' },
  { name: 'a zip', make: ({ written }) => written('a.mp3', 'PK\x03\x04', noise(1000)), refused: 'not_audio' },
  {
    name: 'a MIDI file',
    make: ({ written }) => written('a.mp3', 'MThd\0\0\0\x06\0\0\0\x01', noise(500)),
    refused: 'not_audio',
  },
  {
    name: 'an AVI',
    make: ({ written }) => written('a.wav', 'RIFF\xff\0\0\0AVI LIST', noise(500)),
    refused: 'unsupported_container',
  },
  {
    name: 'only an ID3 tag',
    make: ({ written }) => written('a.mp3', id3(Buffer.alloc(500))),
    refused: 'corrupt_input',
  },
  {
    name: 'only an ID3v1 tag',
    make: ({ written }) => written('a.mp3', 'TAG', Buffer.alloc(125)),
    refused: 'not_audio',
  },
  {
    name: 'only an APE tag',
    make: ({ written }) => written('a.mp3', 'APETAGEX\xd0\x07\0\0', Buffer.alloc(20)),
    refused: 'not_audio',
  },
  {
    name: 'a tag of 10 MB with noise behind it',
    make: ({ written }) => written('a.mp3', id3(Buffer.alloc(1e7)), noise(5000)),
    refused: 'corrupt_input',
  },
  {
    name: 'a tag that says it is longer than the file',
    make: ({ written }) => written('a.mp3', 'ID3\x03\0\0\x7f\x7f\x7f\x7f', MP3_FRAME, MP3_FRAME),
    refused: 'corrupt_input',
  },
  { name: 'four bytes of FLAC', make: ({ written }) => written('a.flac', 'fLaC'), refused: 'corrupt_input' },
  {
    name: 'FLAC and then noise',
    make: ({ written }) => written('a.flac', 'fLaC\0\0\0\x22', noise(5000)),
    refused: 'corrupt_input',
  },
  {
    name: 'an Ogg page of noise',
    make: ({ written }) => written('a.ogg', 'OggS\0\x02', noise(5000)),
    refused: 'corrupt_input',
  },
  {
    name: 'an MP4 header and then noise',
    make: ({ written }) => written('a.m4a', '\0\0\0\x18ftypM4A \0\0\0\0M4A mp42', noise(5000)),
    refused: 'corrupt_input',
  },
  {
    name: 'a Matroska header and then noise',
    make: ({ written }) => written('a.mka', '\x1a\x45\xdf\xa3\x84\x42\x82\x81\x77', noise(5000)),
    refused: 'corrupt_input',
  },
  {
    name: 'a Matroska segment without an end',
    make: ({ written }) =>
      written(
        'a.webm',
        '\x1a\x45\xdf\xa3\x87\x42\x82\x84webm\x18\x53\x80\x67\x01\xff\xff\xff\xff\xff\xff\xff',
        '\x1f\x43\xb6\x75\x01\xff\xff\xff\xff\xff\xff\xff',
        noise(5000),
      ),
    refused: 'no_audio_stream',
  },
  {
    name: 'a WavPack header and then noise',
    make: ({ written }) => written('a.wv', 'wvpk', noise(5000)),
    refused: 'corrupt_input',
  },
  { name: 'an AMR header alone', make: ({ written }) => written('a.amr', '#!AMR\n'), refused: 'empty_input' },
  {
    name: 'a CAF header and then noise',
    make: ({ written }) => written('a.caf', 'caff\0\x01\0\0', noise(5000)),
    refused: 'corrupt_input',
  },
  {
    name: 'an AIFF header and then noise',
    make: ({ written }) => written('a.aiff', 'FORM\0\0\x10\0AIFF', noise(5000)),
    refused: 'corrupt_input',
  },
  {
    name: 'a WMA header and then noise',
    make: ({ written }) =>
      written('a.wma', '\x30\x26\xb2\x75\x8e\x66\xcf\x11\xa6\xd9\x00\xaa\x00\x62\xce\x6c', noise(5000)),
    refused: 'corrupt_input',
  },
  {
    name: 'a TTA header and then noise',
    make: ({ written }) => written('a.tta', 'TTA1', noise(5000)),
    refused: 'corrupt_input',
  },
  {
    name: "a Monkey's Audio header and then noise",
    make: ({ written }) => written('a.ape', 'MAC \x96\x0f\0\0', noise(5000)),
    refused: 'corrupt_input',
  },
]
