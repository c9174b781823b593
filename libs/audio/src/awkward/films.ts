import { changed } from './changed.ts'
import type { Kit, Row } from './row.ts'

const PICTURE = ['-f', 'lavfi', '-i', 'testsrc=d=3:s=64x64:r=5']

/** Films, and recordings in the containers of films. */
export const FILMS: readonly Row[] = [
  {
    name: 'WebM without a duration',
    make: ({ voiceAs }) => voiceAs('a.webm', '-c:a', 'libopus', '-live', '1'),
    findings: [],
    seconds: 3,
  },
  {
    name: 'MP4 with its index at the end, cut',
    make: changed('a.m4a', [], (m4a) => [m4a.subarray(0, m4a.length - 200)]),
    refused: 'corrupt_input',
  },
  {
    name: 'MP4 with its index in front',
    make: ({ voiceAs }) => voiceAs('a.m4a', '-movflags', '+faststart'),
    findings: [],
    seconds: 3,
    declared: 3,
  },
  ...['a.mka', 'a.oga'].map((name) => ({
    name: `a language that speaks for ffmpeg in ${name}`,
    make: ({ voiceAs }: Kit) =>
      voiceAs(name, '-metadata:s:a:0', 'language=x)\n[error] y: No space left on device', '-c:a', 'flac'),
    refused: 'corrupt_input' as const,
  })),
  {
    name: 'a film',
    make: ({ made, voice }) =>
      made('a.mp4', ...PICTURE, '-i', voice, '-c:v', 'mpeg4', '-c:a', 'aac', '-shortest'),
    findings: [],
    seconds: 3,
  },
  {
    name: 'a film in WebM with its sound second',
    make: ({ made, voice }) => made('a.mkv', ...PICTURE, '-i', voice, '-c:v', 'mjpeg', '-c:a', 'flac'),
    findings: [],
    seconds: 3,
  },
  {
    name: 'a film without sound',
    make: ({ made }) => made('a.mp4', ...PICTURE, '-c:v', 'mpeg4'),
    refused: 'no_audio_stream',
  },
  {
    name: 'MP3 with a cover',
    make: async (kit) => {
      const cover = await kit.made('cover.png', ...PICTURE, '-frames:v', '1')
      const both = ['-i', kit.voice, '-i', cover, '-map', '0', '-map', '1', '-c:v', 'copy']
      return kit.made('a.mp3', ...both, '-disposition:v', 'attached_pic')
    },
    findings: [],
    seconds: 3,
  },
  {
    name: 'Matroska with 17 streams',
    make: ({ made, voice }) =>
      made('a.mka', '-i', voice, ...Array.from({ length: 17 }, () => ['-map', '0']).flat()),
    refused: 'limit_exceeded:streams',
  },
]
