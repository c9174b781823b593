import { bareEncodes } from './contenders/bare-encodes.ts'
import { ffmpegNormalize } from './contenders/ffmpeg-normalize.ts'
import { loudnormChain, loudnormFirstPass } from './contenders/loudnorm.ts'
import { inspect, soundmill } from './contenders/soundmill.ts'
import { type Contender, type Report, Task } from './task.ts'

/*
 * A process of its own for one run of one contender, so that its memory and its processor time are its own.
 * Its argument is a Task, its output a Report. Starting Node is not counted, for nobody; nor what it takes
 * until Node has compiled the engine, which a processor does once in its life.
 */

const WORK: Record<Contender, (task: Task) => Promise<unknown>> = {
  'bare encodes': bareEncodes,
  soundmill,
  'soundmill unverified': soundmill,
  'loudnorm chain': loudnormChain,
  'ffmpeg-normalize': ffmpegNormalize,
  inspect,
  'loudnorm first pass': loudnormFirstPass,
}

const task = Task.parse(JSON.parse(process.argv[2] ?? ''))
if (task.warmUp) await WORK[task.contender]({ ...task, ...task.warmUp })
const began = performance.now()
const cpuBefore = process.cpuUsage()
await WORK[task.contender](task)
const wallSeconds = (performance.now() - began) / 1000
const { user, system } = process.cpuUsage(cpuBefore)
const report: Report = {
  wallSeconds,
  nodeCpuSeconds: (user + system) / 1e6,
  nodePeakBytes: process.resourceUsage().maxRSS * 1024,
}
console.log(JSON.stringify(report))
