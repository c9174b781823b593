import { z } from 'zod'
import { type Closers, createClosers } from './closers.ts'
import { ConfigError, type Environment, readConfig } from './config.ts'
import { LogEnv, RuntimeEnv } from './environment.ts'
import { beginLife, type Life } from './life.ts'
import { createLog, type Logger } from './log.ts'
import { createMetrics, measureProcess, type Registry } from './metrics.ts'
import { serve } from './serve.ts'
import type { Service } from './service.ts'
import { TaskRefusedError } from './task-refused.ts'
import type { TraceConfig } from './tracing/environment.ts'
import { startTracing } from './tracing/start.ts'

/** sysexits.h: something was found in an unconfigured or misconfigured state. */
const EX_CONFIG = 78

/** What a main is given to compose its services with. */
export type Context<Config> = {
  config: Config
  log: Logger
  metrics: Registry
  /** Keeps a resource open for the life of the process; closed in reverse order. The name is for the log. */
  use: Closers['use']
  /** Aborted when the process is to end, also while it is still starting. */
  closing: AbortSignal
}

/**
 * A process that serves until it is told to stop: reads the environment, composes, listens, starts the
 * services in their order, and says `{"msg":"listening","url":…}` in its log. Never returns. Exit codes:
 *
 * - 0 told to stop by SIGTERM or SIGINT, and did
 * - 1 could not start, crashed, or did not stop within `GRACE_MS` and 10 s
 * - 78 the configuration is wrong; every mistake is on stderr, as plain text
 * - 130, 143 a second SIGINT or SIGTERM, at least a second after the first
 *
 * Throw a ConfigError in `compose` for what only shows when the settings are put together.
 */
export async function run<C extends z.ZodObject>(
  name: string,
  Config: C,
  compose: (context: Context<z.output<C>>) => Promise<Service[]> | Service[],
): Promise<never> {
  const { config, own } = configOrExit(name, Config, z.object(RuntimeEnv))
  return live({ name, config, own, interrupted: () => 0 }, async (context, life) => {
    measureProcess(context.metrics)
    const services = await life.step('compose', () => compose(context))
    await serve(services, { ...context, life, settings: own })
    await life.told
  })
}

/**
 * A process that does one thing and ends: 0 when the task resolves, 130 or 143 when a signal kept it from
 * that, otherwise as `run`. A TaskRefusedError ends it with 1 and its message on stderr, as plain text.
 */
export async function runOnce<C extends z.ZodObject>(
  name: string,
  Config: C,
  task: (context: Context<z.output<C>>) => Promise<void>,
): Promise<never> {
  const { config, own } = configOrExit(name, Config, z.object(LogEnv))
  const interrupted = (life: Life) => life.interrupted()
  return live({ name, config, own, interrupted }, (context, life) => life.step('task', () => task(context)))
}

type Start<Config> = {
  name: string
  config: Config
  own: TraceConfig & { LOG_LEVEL: string; GRACE_MS: number }
  /** The exit code when the work failed because the process was told to end. */
  interrupted(life: Life): number
}

async function live<Config>(
  { name, config, own, interrupted }: Start<Config>,
  work: (context: Context<Config>, life: Life) => Promise<void>,
): Promise<never> {
  const log = await createLog(name, own.LOG_LEVEL)
  const life = beginLife(log, own.GRACE_MS)
  const closers = createClosers(log)
  let code = 0
  try {
    // Opened first, closed last: whatever is closed before it may have a span to end.
    const tracing = await startTracing({ service: name, config: own, log })
    if (tracing) closers.use(tracing, 'traces')
    await work({ config, log, metrics: createMetrics(), use: closers.use, closing: life.closing }, life)
  } catch (error) {
    code = life.closing.aborted ? interrupted(life) : explain(name, error, log)
  }
  life.tell(code === 0 ? 'done' : 'failed')
  const clean = await closers.close(life.step)
  log.info({ clean }, 'stopped')
  return life.end(clean ? code : code || 1)
}

function explain(name: string, err: unknown, log: Logger): number {
  if (err instanceof ConfigError) return complain(name, err)
  if (err instanceof TaskRefusedError) {
    process.stderr.write(`soundmill ${name}: ${err.message}\n`)
    return 1
  }
  log.fatal({ err }, 'failed')
  return 1
}

function configOrExit<C extends z.ZodObject, O extends z.ZodObject>(name: string, Config: C, Own: O) {
  const environment: Environment = process.env
  try {
    return { config: readConfig(Config, environment), own: readConfig(Own, environment) }
  } catch (error) {
    if (error instanceof ConfigError) process.exit(complain(name, error))
    throw error
  }
}

/** Read by whoever starts the process by hand, so in plain text whatever the log looks like. */
function complain(name: string, error: ConfigError): number {
  process.stderr.write(`soundmill ${name} cannot start: ${error.message}\n`)
  return EX_CONFIG
}
