import { execFile } from 'node:child_process'
import { rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { probe } from '../inspect/probe.ts'
import { decode } from '../measure/decode.ts'
import { mixOf } from '../measure/mix.ts'
import { never, TOOLS } from '../testing/jobs.ts'
import { ffmpeg, makeSignal, SIGNALS, scratch } from '../testing/signals.ts'
import { DECODERS, DEMUXERS } from './decoders.ts'

const run = promisify(execFile)

async function namesOf(list: '-decoders' | '-demuxers'): Promise<string[]> {
  const { stdout } = await run('ffmpeg', ['-hide_banner', list])
  return stdout.split('\n').flatMap((line) => (/^ *\S+ +(\S+)/.exec(line)?.[1] ?? '').split(','))
}

describe('the lists of what may be opened', () => {
  it('name decoders and demuxers that exist, apart from those of optional libraries', async () => {
    const decoders = await namesOf('-decoders')
    expect(DECODERS.filter((name) => !decoders.includes(name) && !name.startsWith('lib'))).toEqual([])
    const demuxers = await namesOf('-demuxers')
    expect(DEMUXERS.filter((name) => !demuxers.includes(name))).toEqual([])
  })
})

const PLAYLISTS: [string, string][] = [
  [
    'an HLS playlist',
    '#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXT-X-VERSION:3\n#EXTINF:10,\nsecret.ts\n#EXT-X-ENDLIST\n',
  ],
  ['an ffconcat list', "ffconcat version 1.0\nfile 'secret.ts'\n"],
  [
    'a session description',
    'v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=audio 5004 RTP/AVP 0\n',
  ],
]

describe('a playlist that pretends to be a recording', () => {
  it.each(PLAYLISTS)('opens nothing: %s', async (_, playlist) => {
    const dir = await scratch()
    const file = join(dir, 'episode.mp3')
    await writeFile(file, playlist)
    // Whoever opens this to read waits for a writer that never comes: a time-out instead of a refusal.
    await run('mkfifo', [join(dir, 'secret.ts')])
    const refused = { code: expect.stringMatching(/^(unsupported_container|corrupt_input)$/) }
    await expect(probe(TOOLS, file, never)).rejects.toMatchObject(refused)
    const decoding = decode(TOOLS, { file, mix: mixOf(2, 'stereo'), signal: never })
    await expect(decoding).rejects.toMatchObject(refused)
  })

  it('would open its neighbour in an unguarded ffmpeg', async () => {
    const dir = await scratch()
    const secret = await makeSignal(join(dir, 'secret.wav'), SIGNALS.speech, { seconds: 1 })
    await rename(secret, join(dir, 'secret.ts'))
    const list = join(dir, 'episode.mp3')
    await writeFile(list, "ffconcat version 1.0\nfile 'secret.ts'\n")
    expect(await ffmpeg('-i', list, '-f', 'null', '-')).toMatch(/Audio: pcm_s16le/)
  })
})
