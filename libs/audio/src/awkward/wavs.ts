import { toneSamples, wavHeader } from './make-wav.ts'
import type { Kit, Row } from './row.ts'

const tone = toneSamples(88_200)
const claiming =
  (claimedBytes: number) =>
  ({ written }: Kit) =>
    written('a.wav', wavHeader({ claimedBytes }), tone)

const shaped =
  (shape: Partial<Parameters<typeof wavHeader>[0]>, samples: Buffer = tone) =>
  ({ written }: Kit) =>
    written('a.wav', wavHeader({ claimedBytes: samples.length, ...shape }), samples)

/** A tone with another chunk between its format and its samples. */
const between =
  (...chunk: (Buffer | string)[]) =>
  ({ written }: Kit) => {
    const header = wavHeader({ claimedBytes: tone.length })
    return written('a.wav', header.subarray(0, 36), ...chunk, header.subarray(36), tone)
  }

const floats = (peak: number) =>
  Buffer.from(Float32Array.from({ length: 88_200 }, (_, i) => peak * Math.sin(i / 9)).buffer)

/** The voice by ffmpeg in another kind of WAV. */
const coded =
  (...options: string[]) =>
  ({ voiceAs }: Kit) =>
    voiceAs('a.wav', ...options)

const patched =
  (at: number, ...bytes: number[]) =>
  ({ written }: Kit) => {
    const header = wavHeader({ claimedBytes: tone.length })
    header.set(bytes, at)
    return written('a.wav', header, tone)
  }

export const WAVS: readonly Row[] = [
  ...[0xffffffff, 0xfffff000, 0xffffffff - 36, 0x7fffffff, 0x7ffff000, 0x80000000, 0].map((size) => ({
    name: `a size of ${size}, put down by who did not know it`,
    make: claiming(size),
    ...{ findings: ['header_size_wrong' as const], seconds: 2 },
  })),
  {
    name: 'a size that is too small',
    make: claiming(80_000),
    findings: ['header_size_wrong'],
    seconds: 80_000 / 88_200,
  },
  {
    name: 'a size that is too large',
    make: claiming(260_000),
    findings: ['truncated_input'],
    seconds: 2,
    declared: 260_000 / 88_200,
  },
  { name: 'a size that is three times too large', make: claiming(3 * 176_400), refused: 'truncated_input' },
  { name: 'a RIFF size of 0', make: patched(4, 0, 0, 0, 0), findings: [], seconds: 2 },
  { name: 'a RIFF size far too large', make: patched(4, 0, 0, 0, 0x7f), findings: [], seconds: 2 },
  { name: 'RF64', make: coded('-rf64', 'always'), findings: [], seconds: 3, declared: 3 },
  { name: 'W64', make: ({ voiceAs }) => voiceAs('a.w64'), findings: [], seconds: 3, declared: 3 },
  {
    name: 'a chunk nobody knows, of odd length',
    make: between('odd!\x03\0\0\0abc\0'),
    findings: [],
    seconds: 2,
  },
  {
    name: 'a list that says it is longer than the file',
    make: between('LIST\xff\xff\xff\x7fINFO'),
    refused: 'corrupt_input',
  },
  {
    name: 'a thousand chunks',
    make: between(Buffer.from('none\x04\0\0\0none'.repeat(1000), 'latin1')),
    findings: [],
    seconds: 2,
  },
  {
    name: 'no format',
    make: ({ written }) => written('a.wav', 'RIFF\xff\0\0\0WAVEdata\xff\0\0\0', tone),
    refused: 'corrupt_input',
  },
  { name: 'no samples', make: shaped({}, Buffer.alloc(0)), refused: 'empty_input' },
  {
    name: 'no chunk at all',
    make: ({ written }) => written('a.wav', 'RIFF\x04\0\0\0WAVE'),
    refused: 'corrupt_input',
  },
  { name: '0 Hz', make: shaped({ rateHz: 0 }), refused: 'corrupt_input' },
  { name: '1 Hz', make: shaped({ rateHz: 1 }), refused: 'limit_exceeded:sample_rate' },
  { name: '1,999 Hz', make: shaped({ rateHz: 1999 }), refused: 'limit_exceeded:sample_rate' },
  {
    name: '2,000 Hz',
    make: shaped({ rateHz: 2000 }, tone.subarray(0, 8000)),
    findings: ['low_sample_rate', 'very_quiet'],
    seconds: 2,
  },
  { name: '8 kHz', make: coded('-ar', '8000'), findings: ['low_sample_rate'], seconds: 3 },
  { name: '192 kHz', make: coded('-ar', '192000', '-c:a', 'pcm_s24le'), findings: [], seconds: 3 },
  { name: '768 kHz', make: shaped({ rateHz: 768_000 }, toneSamples(768_000)), findings: [], seconds: 1 },
  { name: '769 kHz', make: shaped({ rateHz: 769_000 }), refused: 'limit_exceeded:sample_rate' },
  { name: '2 GHz', make: shaped({ rateHz: 2_000_000_000 }), refused: 'limit_exceeded:sample_rate' },
  { name: 'no channel', make: shaped({ channels: 0 }), refused: 'corrupt_input' },
  { name: '17 channels', make: shaped({ channels: 17 }), refused: 'limit_exceeded:channels' },
  { name: '65,535 channels', make: shaped({ channels: 65_535 }), refused: 'corrupt_input' },
  { name: 'samples of 0 bits', make: patched(32, 0, 0, 0, 0), refused: 'unsupported_codec' },
  { name: 'samples of 65,535 bits', make: patched(34, 0xff, 0xff), refused: 'unsupported_codec' },
  { name: 'a format nobody knows', make: shaped({ formatTag: 0x7777 }), refused: 'unsupported_codec' },
  { name: '8 bits', make: coded('-c:a', 'pcm_u8'), findings: [], seconds: 3 },
  { name: '24 bits', make: coded('-c:a', 'pcm_s24le'), findings: [], seconds: 3 },
  { name: '32 bits', make: coded('-c:a', 'pcm_s32le'), findings: [], seconds: 3 },
  { name: '64 bits, floating point', make: coded('-c:a', 'pcm_f64le'), findings: [], seconds: 3 },
  {
    name: 'floating point, 6 dB over full scale',
    make: shaped({ formatTag: 3, bits: 32 }, floats(2)),
    findings: ['clipping'],
    seconds: 2,
  },
  {
    name: 'floating point, infinite',
    make: shaped({ formatTag: 3, bits: 32 }, floats(Number.POSITIVE_INFINITY)),
    findings: ['very_quiet'],
    seconds: 2,
  },
  {
    name: 'floating point, not a number',
    make: shaped({ formatTag: 3, bits: 32 }, floats(Number.NaN)),
    findings: ['very_quiet'],
    seconds: 2,
  },
  { name: '4-bit ADPCM of IMA', make: coded('-c:a', 'adpcm_ima_wav'), findings: [], seconds: 3 },
  { name: '4-bit ADPCM of Microsoft', make: coded('-c:a', 'adpcm_ms'), findings: [], seconds: 3 },
  {
    name: 'A-law',
    make: coded('-c:a', 'pcm_alaw', '-ar', '8000'),
    findings: ['low_sample_rate'],
    seconds: 3,
  },
  {
    name: 'µ-law',
    make: coded('-c:a', 'pcm_mulaw', '-ar', '8000'),
    findings: ['low_sample_rate'],
    seconds: 3,
  },
  { name: 'MP3 inside', make: coded('-c:a', 'libmp3lame'), findings: [], seconds: 3 },
  {
    name: 'GSM inside',
    make: coded('-c:a', 'libgsm_ms', '-ar', '8000'),
    findings: ['low_sample_rate'],
    seconds: 3,
  },
]
