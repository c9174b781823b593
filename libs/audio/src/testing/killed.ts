import { createAudioEngine } from '../create-audio-engine.ts'
import { look } from './jobs.ts'

/*
 * A process of its own, to be killed by a test while its child runs. Arguments: an ffmpeg, a source and a
 * directory.
 */
const [, , ffmpegPath = '', source = '', dir = ''] = process.argv
await look(createAudioEngine({ ffmpegPath }), source, dir)
