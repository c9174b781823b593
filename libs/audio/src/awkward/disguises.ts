import { longText } from '../testing/id3-text.ts'
import { withBox } from './boxes.ts'

/** A file beside the disguise and an address that nobody may look at. */
export type Bait = { neighbour: string; url: string; wav: Buffer; mov: Buffer; id3: Buffer }

export type Disguise = {
  name: string
  contents: (bait: Bait) => string | Buffer
  /** With these options an ffmpeg without our guard takes the bait, which shows that there is something to guard. */
  bites?: readonly string[]
  /** It is a film, and ffprobe may say so. */
  film?: true
}

const hls = (uri: string, more = '') =>
  `#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:10\n${more}#EXTINF:10,\n${uri}\n#EXT-X-ENDLIST\n`

const dash = (uri: string) =>
  `<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static" profiles="urn:mpeg:dash:profile:isoff-on-demand:2011" mediaPresentationDuration="PT10S"><Period><AdaptationSet mimeType="audio/mp4"><Representation id="1" bandwidth="128000"><BaseURL>${uri}</BaseURL></Representation></AdaptationSet></Period></MPD>`

const sdp = (port: string) =>
  `v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=audio ${port} RTP/AVP 0\n`

const svg = (uri: string) =>
  `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="9" height="9"><image xlink:href="${uri}" width="9" height="9"/></svg>`

/** Everything we know of that ffmpeg opens and that names something else to open. */
export const DISGUISES: readonly Disguise[] = [
  { name: 'HLS, a file', contents: ({ neighbour }) => hls(neighbour), bites: [] },
  { name: 'HLS, an address', contents: ({ url }) => hls(`${url}/a.ts`), bites: [] },
  {
    name: 'HLS behind an ID3 tag',
    contents: ({ id3, neighbour }) => Buffer.concat([id3, Buffer.from(hls(neighbour))]),
  },
  {
    name: 'HLS behind a megabyte of tag',
    contents: ({ neighbour }) => Buffer.concat([longText(1_100_000), Buffer.from(hls(neighbour))]),
  },
  {
    name: 'HLS, a variant list',
    contents: ({ url }) => `#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\n${url}/a.m3u8\n`,
    bites: [],
  },
  {
    name: 'HLS, a key',
    contents: ({ url }) => hls('data:audio/mpeg;base64,AAAA', `#EXT-X-KEY:METHOD=AES-128,URI="${url}/key"\n`),
  },
  { name: 'HLS, data:', contents: ({ wav }) => hls(`data:audio/wav;base64,${wav.toString('base64')}`) },
  { name: 'HLS, subfile:', contents: ({ neighbour }) => hls(`subfile,,start,0,end,99,,:${neighbour}`) },
  { name: 'HLS, concat:', contents: ({ neighbour, url }) => hls(`concat:${neighbour}|${url}/a.ts`) },
  { name: 'HLS, crypto:', contents: ({ neighbour }) => hls(`crypto:${neighbour}`) },
  {
    name: 'ffconcat, a file',
    contents: ({ neighbour }) => `ffconcat version 1.0\nfile '${neighbour}'\n`,
    bites: [],
  },
  {
    name: 'ffconcat, an address',
    contents: ({ url }) => `ffconcat version 1.0\nfile '${url}/a.wav'\n`,
    bites: ['-safe', '0'],
  },
  {
    name: 'ffconcat, data:',
    contents: ({ wav }) => `ffconcat version 1.0\nfile 'data:audio/wav;base64,${wav.toString('base64')}'\n`,
  },
  { name: 'DASH, a file', contents: ({ neighbour }) => dash(neighbour) },
  { name: 'DASH, an address', contents: ({ url }) => dash(`${url}/a.mp4`) },
  { name: 'a session description', contents: ({ url }) => sdp(new URL(url).port) },
  {
    name: 'a session description behind an ID3 tag',
    contents: ({ id3, url }) => Buffer.concat([id3, Buffer.from(sdp(new URL(url).port))]),
  },
  {
    name: 'a film whose samples are elsewhere, behind a megabyte of tag',
    contents: ({ mov, neighbour }) => Buffer.concat([longText(1_100_000), elsewhere(mov, alias(neighbour))]),
    film: true,
  },
  { name: 'an RTSP redirection', contents: ({ url }) => `RTSPtext\r\n${url.replace('http', 'rtsp')}/a\r\n` },
  {
    name: 'an ASX list',
    contents: ({ url }) => `<asx version="3.0"><entry><ref href="${url}/a.mp3"/></entry></asx>`,
  },
  { name: 'a PLS list', contents: ({ url }) => `[playlist]\nNumberOfEntries=1\nFile1=${url}/a.mp3\n` },
  {
    name: 'an M3U list',
    contents: ({ url, neighbour }) => `#EXTM3U\n#EXTINF:1,a\n${url}/a.mp3\n${neighbour}\n`,
  },
  {
    name: 'a Windows Media redirection',
    contents: ({ url }) => `[Reference]\r\nRef1=${url}/a?MSWMExt=.asf\r\n`,
  },
  { name: 'a SMIL page', contents: ({ url }) => `<smil><body><audio src="${url}/a.mp3"/></body></smil>` },
  {
    name: 'an IMF composition',
    contents: ({ url }) =>
      `<?xml version="1.0"?><CompositionPlaylist xmlns="http://www.smpte-ra.org/schemas/2067-3/2016"><Id>${url}</Id></CompositionPlaylist>`,
  },
  { name: 'an SVG, an address', contents: ({ url }) => svg(`${url}/a.png`) },
  { name: 'an SVG, a file', contents: ({ neighbour }) => svg(`file:${neighbour}`) },
  {
    name: 'a VobSub index',
    contents: () => '# VobSub index file, v7 (do not modify this line!)\nid: en, index: 0\n',
  },
  { name: 'an AviSynth script', contents: ({ neighbour }) => `WavSource("${neighbour}")\n` },
  {
    name: 'an AVI with a playlist for subtitles',
    contents: ({ neighbour }) => aviWithSubtitles(hls(neighbour)),
  },
  {
    name: 'a Magic Lantern film in parts',
    contents: () =>
      Buffer.concat([
        Buffer.from('MLVI\x34\0\0\0v2.0\0\0\0\0', 'latin1'),
        Buffer.alloc(36),
        Buffer.from([1]),
      ]),
  },
  {
    name: 'a WAV with a playlist inside',
    contents: ({ neighbour }) => Buffer.from(`RIFF\xff\0\0\0WAVE${hls(neighbour)}`, 'latin1'),
  },
  {
    name: 'a QuickTime film whose samples are elsewhere (alis)',
    contents: ({ mov, neighbour }) => elsewhere(mov, alias(neighbour)),
    bites: ['-enable_drefs', '1'],
    film: true,
  },
]

/** A film that says its samples are at an address; ffmpeg knows no such references and looks into the film itself. */
export const filmAtAddress = ({ mov, url }: Bait) =>
  elsewhere(mov, reference('url ', Buffer.from(`${url}/a.wav\0`)))

/** A film whose only data reference is this one. */
function elsewhere(mov: Buffer, entry: Buffer): Buffer {
  const path = ['moov', 'trak', 'mdia', 'minf', 'dinf', 'dref']
  return withBox(mov, path, Buffer.concat([Buffer.from([0, 0, 0, 0, 0, 0, 0, 1]), entry]))
}

/** Without the flag that says that the samples are in this very file. */
function reference(kind: string, contents: Buffer): Buffer {
  const head = Buffer.alloc(12)
  head.writeUInt32BE(12 + contents.length, 0)
  head.write(kind, 4, 'latin1')
  return Buffer.concat([head, contents])
}

/** An alias of the Macintosh: a volume, a name, and a path one level up and one down. */
function alias(neighbour: string): Buffer {
  const name = Buffer.alloc(64)
  name[0] = neighbour.length
  name.write(neighbour, 1, 'latin1')
  const levels = Buffer.from([0, 1, 0, 1])
  const path = Buffer.from(`:${neighbour}${neighbour.length % 2 ? '' : '\0'}`, 'latin1')
  const tagged = Buffer.concat([Buffer.from([0, 2, 0, path.length]), path, Buffer.from([0xff, 0xff, 0, 0])])
  const parts = [Buffer.alloc(10), Buffer.alloc(28), Buffer.alloc(12), name, Buffer.alloc(16), levels]
  return reference('alis', Buffer.concat([...parts, Buffer.alloc(16), tagged]))
}

/** ffmpeg once opened whatever stood in such a subtitle. */
function aviWithSubtitles(list: string): Buffer {
  const gab2 = Buffer.concat([
    Buffer.from('GAB2\0\x02\0\0\0\0\0\x04\0', 'latin1'),
    u32(list.length),
    Buffer.from(list),
  ])
  const movi = Buffer.concat([Buffer.from('movi'), Buffer.from('00tx'), u32(gab2.length), gab2])
  const body = Buffer.concat([Buffer.from('AVI LIST'), u32(movi.length), movi])
  return Buffer.concat([Buffer.from('RIFF'), u32(body.length), body])
}

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value)
  return bytes
}
