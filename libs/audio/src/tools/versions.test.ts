import { describe, expect, it } from 'vitest'
import { createAudioEngine } from '../create-audio-engine.ts'
import { fakeTool } from '../testing/jobs.ts'
import { scratch } from '../testing/signals.ts'

describe('the versions of the tools', () => {
  it('are told as the tools tell them', async () => {
    const { ffmpeg } = await createAudioEngine().versions()
    expect(ffmpeg).toMatch(/^n?\d+\.\d+/)
  })

  it('are refused when a tool is missing', async () => {
    const versions = createAudioEngine({ ffprobePath: '/no/such/ffprobe' }).versions()
    await expect(versions).rejects.toMatchObject({
      code: 'internal',
      message: expect.stringContaining('/no/such/ffprobe'),
    })
  })

  it('are refused when ffmpeg cannot do what is needed, by its name', async () => {
    const poor = `case "$2" in
-version) echo "ffmpeg version 9.9-poor Copyright";;
*) for name in aac libmp3lame flac pcm_s16le; do echo " A....D $name  description"; done;;
esac`
    const ffmpegPath = await fakeTool(await scratch(), 'ffmpeg', poor)
    const versions = createAudioEngine({ ffmpegPath }).versions()
    await expect(versions).rejects.toThrow(/lacks the (encoder libopus|muxer|filter)/)
  })
})
