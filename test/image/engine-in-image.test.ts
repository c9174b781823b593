import { engineInImage } from './engine-in-image.ts'

// What listeners get. All of the engine takes ten minutes more: test/long.
engineInImage('makes, measures and delivers as it promises, with the ffmpeg that is there', [
  ...['deliver', 'inspect', 'measure', 'produce', 'render', 'waveform'].map(
    (part) => `libs/audio/src/${part}/`,
  ),
])
