import { spawn } from 'node:child_process'
import { once } from 'node:events'

/** Runs the command of a shell with the images behind it; what it prints is for whoever watches the tests. */
export async function loadImages(command: string, images: string[]): Promise<void> {
  const child = spawn('sh', ['-c', `${command} "$@"`, 'load', ...images], {
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  const [code] = await once(child, 'exit')
  if (code !== 0) throw new Error(`SOUNDMILL_TEST_CLUSTER_LOAD ended with ${code}: ${command}`)
}
