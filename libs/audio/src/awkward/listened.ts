import { makeSignal, SIGNALS } from '../testing/signals.ts'
import type { Kit, Row } from './row.ts'

const as =
  (name: string, ...options: string[]) =>
  ({ voiceAs }: Kit) =>
    voiceAs(name, ...options)

const panned = (pan: string, channels = 'stereo') => as('a.wav', '-af', `pan=${channels}|${pan}`)

const signal =
  (formula: string, options: Parameters<typeof makeSignal>[2] = {}) =>
  ({ dir }: Kit) =>
    makeSignal(`${dir}/a.wav`, formula, { seconds: 3, ...options })

/** What can be heard and should be told, and every kind of file that recorders and programs leave behind. */
export const LISTENED: readonly Row[] = [
  { name: 'dual mono', make: panned('c0=c0|c1=c0'), findings: [], seconds: 3 },
  {
    name: 'two channels that cancel each other',
    make: panned('c0=c0|c1=-1*c0'),
    findings: ['out_of_phase'],
    seconds: 3,
  },
  { name: 'a silent channel', make: panned('c0=c0|c1=0*c0'), findings: ['silent_channel'], seconds: 3 },
  { name: '5.1', make: panned('FL=c0|FR=c0|FC=c0|LFE=c0|BL=c0|BR=c0', '5.1'), findings: [], seconds: 3 },
  {
    name: '5.1 with a voice in the centre only',
    make: panned('FL=0*c0|FR=0*c0|FC=c0|LFE=0*c0|BL=0*c0|BR=0*c0', '5.1'),
    findings: [],
    seconds: 3,
  },
  { name: '16 channels', make: signal(SIGNALS.tone, { channels: 16 }), findings: [], seconds: 3 },
  {
    name: 'silence',
    make: signal(SIGNALS.silence, { seconds: 6 }),
    findings: ['long_silence', 'very_quiet'],
    seconds: 6,
  },
  { name: 'one sample', make: as('a.wav', '-af', 'atrim=end_sample=1'), findings: ['very_quiet'] },
  { name: 'a tenth of a second', make: as('a.mp3', '-t', '0.1'), findings: ['very_quiet'] },
  { name: 'an offset', make: signal(`0.1+${SIGNALS.speech}`), findings: ['dc_offset'], seconds: 3 },
  {
    name: 'clipping',
    make: signal(`max(-1,min(1,20*(${SIGNALS.speech})))`),
    findings: ['clipping'],
    seconds: 3,
  },
  { name: 'AIFF', make: as('a.aiff'), findings: [], seconds: 3, declared: 3 },
  { name: 'AIFF-C, little-endian', make: as('a.aiff', '-c:a', 'pcm_s16le'), findings: [], seconds: 3 },
  { name: 'AIFF-C, µ-law', make: as('a.aif', '-c:a', 'pcm_mulaw'), findings: [], seconds: 3 },
  { name: 'CAF', make: as('a.caf'), findings: [], seconds: 3 },
  { name: 'ALAC', make: as('a.m4a', '-c:a', 'alac'), findings: [], seconds: 3, declared: 3 },
  { name: 'FLAC in MP4', make: as('a.mp4', '-c:a', 'flac', '-strict', '-2'), findings: [], seconds: 3 },
  { name: 'FLAC in Ogg', make: as('a.oga', '-c:a', 'flac'), findings: [], seconds: 3 },
  { name: 'Vorbis', make: as('a.ogg', '-c:a', 'libvorbis', '-q:a', '6'), findings: [], seconds: 3 },
  {
    name: 'Speex',
    make: as('a.spx', '-c:a', 'libspeex', '-ar', '16000'),
    refused: 'unsupported_codec',
  },
  { name: 'AC-3', make: as('a.ac3'), findings: [], seconds: 3 },
  { name: 'E-AC-3', make: as('a.eac3'), findings: [], seconds: 3 },
  {
    name: 'DTS in Matroska',
    make: as('a.mka', '-c:a', 'dca', '-strict', '-2', '-ac', '2'),
    findings: [],
    seconds: 3,
  },
  {
    name: 'TrueHD in Matroska',
    make: as('a.mka', '-c:a', 'truehd', '-strict', '-2', '-ac', '2'),
    findings: [],
    seconds: 3,
  },
  { name: 'WavPack', make: as('a.wv'), findings: [], seconds: 3, declared: 3 },
  { name: 'TTA', make: as('a.tta'), findings: [], seconds: 3, declared: 3 },
  { name: 'WMA', make: as('a.wma', '-b:a', '128k'), findings: [], seconds: 3 },
  { name: 'MP2', make: as('a.mp2', '-b:a', '128k'), findings: [], seconds: 3 },
  {
    name: 'MP3 of 24 kHz',
    make: as('a.mp3', '-ar', '24000', '-b:a', '64k'),
    findings: ['low_sample_rate'],
    seconds: 3,
  },
  { name: 'ADTS', make: as('a.aac', '-b:a', '96k'), findings: [], seconds: 3 },
  { name: 'PCM in QuickTime', make: as('a.mov', '-c:a', 'pcm_s24be'), findings: [], seconds: 3, declared: 3 },
  { name: '3GP', make: as('a.3gp', '-c:a', 'aac', '-b:a', '96k'), findings: [], seconds: 3 },
  {
    name: 'a fragmented MP4',
    make: as('a.mp4', '-b:a', '96k', '-movflags', 'frag_keyframe+empty_moov'),
    findings: [],
    seconds: 3,
  },
  {
    name: 'AMR',
    make: ({ written }) => {
      // Frames of 12.2 kb/s, 20 ms each, of nothing in particular.
      const frame = Buffer.concat([Buffer.from([0x3c]), Buffer.alloc(31)])
      return written('a.amr', '#!AMR\n', ...Array.from({ length: 150 }, () => frame))
    },
    findings: ['low_sample_rate'],
    seconds: 3,
  },
]
