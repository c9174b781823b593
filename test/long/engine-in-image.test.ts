import { engineInImage } from '../image/engine-in-image.ts'

engineInImage('keeps every promise with the ffmpeg that is there', ['libs/audio'])
