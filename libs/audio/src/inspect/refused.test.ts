import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createAudioEngine } from '../create-audio-engine.ts'
import { fakeTool, gone, look, pidIn } from '../testing/jobs.ts'
import { ffmpeg, makeSignal, SIGNALS, scratch } from '../testing/signals.ts'

const engine = createAudioEngine()

describe('a file that is no recording', () => {
  it.each([
    ['empty_input', ''],
    ['not_audio', 'just some words, and then some more of them'],
    ['not_audio', '<!doctype html><html><body>not found</body></html>'],
    ['not_audio', '#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\n/etc/passwd\n'],
    ['not_audio', "ffconcat version 1.0\nfile '/etc/passwd'\n"],
    ['not_audio', 'v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nm=audio 5004 RTP/AVP 0\n'],
    ['unsupported_container', 'RIFF\x00\x01\x00\x00AVI LIST'],
    ['corrupt_input', `fLaC${'\x00\x01\x02'.repeat(500)}`],
    ['corrupt_input', `\x00\x00\x00\x18ftypM4A ${'\x00'.repeat(500)}`],
  ])('is refused as %s: %j', async (code, contents) => {
    const dir = await scratch()
    const source = join(dir, 'episode.mp3')
    await writeFile(source, Buffer.from(contents, 'latin1'))
    await expect(look(engine, source, dir)).rejects.toMatchObject({ code })
  })

  it('is refused when there are only pictures in it', async () => {
    const dir = await scratch()
    const film = join(dir, 'film.mp4')
    await ffmpeg('-v', 'error', '-f', 'lavfi', '-i', 'testsrc=d=1:s=160x120', '-c:v', 'mpeg4', film)
    await expect(look(engine, film, dir)).rejects.toMatchObject({ code: 'no_audio_stream' })
  })

  it('is refused when its codec is not on the list', async () => {
    const dir = await scratch()
    const source = await makeSignal(join(dir, 'a.mka'), SIGNALS.speech, {
      ...{ seconds: 1, rateHz: 8000, channels: 1, output: ['-c:a', 'real_144'] },
    })
    await expect(look(engine, source, dir)).rejects.toMatchObject({ code: 'unsupported_codec' })
  })
})

describe('a file beyond the limits', () => {
  it('is refused: protected against copying', async () => {
    const dir = await scratch()
    const source = await makeSignal(join(dir, 'source.m4a'), SIGNALS.speech, { seconds: 1 })
    const bytes = await readFile(source)
    bytes.write('drms', bytes.indexOf('mp4a', bytes.indexOf('stsd')), 'latin1')
    await writeFile(source, bytes)
    await expect(look(engine, source, dir)).rejects.toMatchObject({ code: 'drm_protected' })
  })

  it('is refused: seventeen streams, or seventeen channels', async () => {
    const dir = await scratch()
    const one = await makeSignal(join(dir, 'one.wav'), SIGNALS.tone, { seconds: 1, channels: 1 })
    const maps = Array.from({ length: 17 }, () => ['-map', '0']).flat()
    for (const name of ['streams.mka', 'streams.mp4']) {
      await ffmpeg('-v', 'error', '-i', one, ...maps, '-c:a', 'aac', join(dir, name))
      const looking = look(engine, join(dir, name), dir)
      await expect(looking).rejects.toMatchObject({ code: 'limit_exceeded:streams' })
    }
    const wide = await makeSignal(join(dir, 'wide.wav'), SIGNALS.tone, { seconds: 1, channels: 17 })
    await expect(look(engine, wide, dir)).rejects.toMatchObject({ code: 'limit_exceeded:channels' })
  })
})

describe('an inspection that goes on for too long', () => {
  it('ends at the limit on decoded seconds', async () => {
    const dir = await scratch()
    const source = await makeSignal(join(dir, 'source.flac'), SIGNALS.silence, { seconds: 30 })
    const short = createAudioEngine({ limits: { durationSeconds: 10 } })
    await expect(look(short, source, dir)).rejects.toMatchObject({ code: 'limit_exceeded:duration' })
  })

  it('ends when ffmpeg stalls, and nothing is left of it', async () => {
    const dir = await scratch()
    const source = await makeSignal(join(dir, 'source.wav'), SIGNALS.speech, { seconds: 1 })
    const ffmpegPath = await fakeTool(
      dir,
      'ffmpeg',
      "trap '' TERM; echo $$ > $here/pid; while :; do sleep 1; done",
    )
    const stalling = createAudioEngine({ ffmpegPath, stallMs: 300 })
    await expect(look(stalling, source, dir)).rejects.toMatchObject({ code: 'stalled' })
    await gone([await pidIn(join(dir, 'pid'))], 1000)
  })

  it('ends with the words of a tool that crashes', async () => {
    const dir = await scratch()
    const source = await makeSignal(join(dir, 'source.wav'), SIGNALS.speech, { seconds: 1 })
    const ffmpegPath = await fakeTool(dir, 'ffmpeg', `echo "[error] at ${dir}/source.wav" >&2; exit 139`)
    const crashing = look(createAudioEngine({ ffmpegPath }), source, dir)
    await expect(crashing).rejects.toMatchObject({ code: 'tool_crashed', logTail: '[error] at source.wav' })
  })

  it('ends clearly when there is no ffmpeg', async () => {
    const dir = await scratch()
    const source = await makeSignal(join(dir, 'source.wav'), SIGNALS.speech, { seconds: 1 })
    const missing = look(createAudioEngine({ ffmpegPath: '/no/such/ffmpeg' }), source, dir)
    await expect(missing).rejects.toMatchObject({
      code: 'internal',
      message: expect.stringMatching(/not found|cannot start/),
    })
  })
})
