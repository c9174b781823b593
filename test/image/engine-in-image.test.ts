import { engineInImage } from './engine-in-image.ts'

// What listeners get, in short. All of the engine takes a quarter of an hour more: test/long.
engineInImage('makes, measures and delivers as it promises, with the ffmpeg that is there', [
  ...['deliver', 'inspect', 'produce'].map((part) => `libs/audio/src/${part}/`),
])
