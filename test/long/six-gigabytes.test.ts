import { largeRecording } from './six-gigabytes.ts'

largeRecording(6 * 1024 ** 3)
