import { id3 } from './broken.ts'
import { changed } from './changed.ts'
import { atGranule, pagesOf } from './ogg.ts'
import type { Kit, Row } from './row.ts'

const PLAIN = ['-id3v2_version', '0', '-write_xing', '0']

/** Noise between the frames of the first half, which has no sync word in it. */
const noisy = (mp3: Buffer) => {
  const middle = mp3.length >> 1
  return [mp3.subarray(0, middle), Buffer.alloc(20_000, 0x55), mp3.subarray(middle)]
}

const ape = 'APETAGEX\xd0\x07\0\0\x20\0\0\0\0\0\0\0\0\0\0\x80\0\0\0\0\0\0\0\0'

async function chapters({ written }: Kit): Promise<string> {
  const one = (i: number) =>
    `[CHAPTER]\nTIMEBASE=1/1000\nSTART=${3 * i}\nEND=${3 * i + 3}\ntitle=Chapter ${i}\n`
  return written('chapters.txt', `;FFMETADATA1\n${Array.from({ length: 1000 }, (_, i) => one(i)).join('')}`)
}

const withChapters =
  (name: string, ...options: string[]) =>
  async (kit: Kit) =>
    kit.made(name, '-i', kit.voice, '-i', await chapters(kit), '-map_chapters', '1', ...options)

export const STREAMS: readonly Row[] = [
  {
    name: 'MP3 of variable rate without a Xing header',
    make: ({ voiceAs }) => voiceAs('a.mp3', '-q:a', '4', ...PLAIN),
    findings: [],
    seconds: 3,
  },
  {
    name: 'MP3 with rubbish between its frames',
    make: changed('a.mp3', PLAIN, noisy),
    findings: ['duration_mismatch'],
    seconds: 3,
  },
  {
    name: 'MP3 behind rubbish',
    make: changed('a.mp3', PLAIN, (mp3) => [Buffer.alloc(10_000, 0x80), mp3]),
    findings: [],
    seconds: 3,
  },
  {
    name: 'MP3 before rubbish',
    make: changed('a.mp3', [], (mp3) => [mp3, Buffer.alloc(10_000, 0x55)]),
    findings: ['duration_mismatch'],
    seconds: 3,
  },
  {
    name: 'MP3 with APE and ID3v1 tags behind it',
    make: changed('a.mp3', PLAIN, (mp3) => [mp3, ape, 'TAG', Buffer.alloc(125)]),
    findings: [],
    seconds: 3,
  },
  {
    name: 'MP3 with an APE tag in front',
    make: changed('a.mp3', PLAIN, (mp3) => [ape, mp3]),
    findings: [],
    seconds: 3,
  },
  {
    name: 'MP3 behind 10 MB of tags',
    make: changed('a.mp3', PLAIN, (mp3) => [id3(Buffer.alloc(10_000_000)), mp3]),
    findings: [],
    seconds: 3,
  },
  {
    name: 'MP3 behind two tags',
    make: changed('a.mp3', [], (mp3) => [id3(Buffer.alloc(500)), mp3]),
    findings: [],
    seconds: 3,
  },
  { name: 'MP3 with a thousand chapters', make: withChapters('a.mp3'), findings: [], seconds: 3 },
  { name: 'M4A with a thousand chapters', make: withChapters('a.m4a'), findings: [], seconds: 3 },
  {
    name: 'FLAC behind an ID3 tag',
    make: changed('a.flac', [], (flac) => [id3(Buffer.alloc(500)), flac]),
    findings: [],
    seconds: 3,
  },
  {
    name: 'FLAC whose frames stand alone',
    make: changed('a.flac', ['-fflags', '+bitexact'], (flac) => [
      flac.subarray(flac.indexOf(Buffer.from([0xff, 0xf8]))),
    ]),
    findings: [],
    seconds: 3,
  },
  {
    name: 'FLAC with a block that does not decode',
    make: changed('a.flac', [], (flac) => [
      flac.subarray(0, 60_000),
      Buffer.alloc(5000, 0x55),
      flac.subarray(65_000),
    ]),
    findings: ['truncated_input'],
  },
  {
    name: 'ADTS with rubbish between its frames',
    make: changed('a.aac', ['-b:a', '96k'], noisy),
    findings: ['duration_mismatch'],
    seconds: 3,
  },
  {
    name: 'Ogg, two in a row',
    make: changed('a.ogg', ['-c:a', 'libvorbis', '-q:a', '6'], (ogg) => [ogg, ogg]),
    findings: ['duration_mismatch'],
    seconds: 6,
  },
  {
    name: 'Opus, two in a row',
    make: changed('a.opus', [], (ogg) => [ogg, ogg]),
    findings: ['duration_mismatch'],
    seconds: 6,
  },
  {
    name: 'Ogg with rubbish between its pages',
    make: changed('a.opus', [], (ogg) => pagesOf(ogg).flatMap((page) => [page, Buffer.alloc(100, 0x55)])),
    findings: [],
    seconds: 3,
  },
  {
    name: 'Ogg that says it lasts for ages',
    make: changed('a.opus', [], (ogg) =>
      pagesOf(ogg).map((page, i, { length }) => (i === length - 1 ? atGranule(page, 2n ** 50n) : page)),
    ),
    refused: 'truncated_input',
  },
  {
    name: 'Ogg that says it ended before it began',
    make: changed('a.opus', [], (ogg) =>
      pagesOf(ogg).map((page, i) => (i > 1 ? atGranule(page, -(2n ** 40n)) : page)),
    ),
    refused: 'corrupt_input',
  },
]
